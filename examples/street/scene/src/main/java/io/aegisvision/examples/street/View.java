package io.aegisvision.examples.street;

/**
 * A level pinhole camera over a flat ground. World: x metres to the right of the camera, z metres ahead, h metres above
 * the ground. Image: pixels of the 640x360 frame, y down.
 *
 * @param horizonY row of the horizon
 * @param heightM height of the camera above the ground
 * @param focalPx focal length
 */
record View(double horizonY, double heightM, double focalPx) {

    double imageX(double x, double z) {
        return Canvas.WIDTH / 2.0 + focalPx * x / z;
    }

    double imageY(double h, double z) {
        return horizonY + focalPx * (heightM - h) / z;
    }

    /** Pixels per metre at a depth. */
    double scale(double z) {
        return focalPx / z;
    }

    /** Depth of the ground seen in a row below the horizon. */
    double depthOfRow(double y) {
        return focalPx * heightM / (y - horizonY);
    }

    /** Lateral position of an image column at a depth. */
    double lateral(double imageX, double z) {
        return (imageX - Canvas.WIDTH / 2.0) * z / focalPx;
    }
}
