package io.aegisvision.dataplane.video;

/**
 * A picture made small for people, in ordinary memory: planes Y, U and V of full range, the chroma halved both ways. It
 * is made to be reused; its bytes grow to the largest picture that it held. One thread at a time.
 */
public final class Preview {
    private int width;
    private int height;
    private byte[] planes = new byte[0];

    /** Pixels across; even; 0 before it held a picture. */
    public int width() {
        return width;
    }

    /** Pixels down; even. */
    public int height() {
        return height;
    }

    void shape(int across, int down) {
        width = across;
        height = down;
        int bytes = across * down * 3 / 2;
        if (planes.length < bytes) {
            planes = new byte[bytes];
        }
    }

    /** The planes behind each other, without gaps. */
    byte[] planes() {
        return planes;
    }

    /** Where a plane begins in {@link #planes}. */
    int offset(int plane) {
        return plane == 0 ? 0 : width * height + (plane - 1) * (width / 2) * (height / 2);
    }

    /** Bytes of a row of a plane. */
    int row(int plane) {
        return plane == 0 ? width : width / 2;
    }

    /** Rows of a plane. */
    int rows(int plane) {
        return plane == 0 ? height : height / 2;
    }
}
