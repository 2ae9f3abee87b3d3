package io.aegisvision.examples.street;

/**
 * Where an actor is and how it stands.
 *
 * @param x metres to the right of the camera
 * @param z metres ahead
 * @param heading radians, 0 along +x, a quarter turn along +z
 * @param gait phase of the steps in radians
 * @param moving whether it walks or drives
 */
record Pose(double x, double z, double heading, double gait, boolean moving) {

    static Pose standing(double x, double z) {
        return new Pose(x, z, 0, 0, false);
    }
}
