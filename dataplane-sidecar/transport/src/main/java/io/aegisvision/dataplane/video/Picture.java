package io.aegisvision.dataplane.video;

import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * A picture in native memory, in whatever pixel format the decoder gave.
 *
 * <p>Ownership: a {@link VideoSource}'s picture belongs to the source and holds the newest frame; one made by {@link
 * #ofRgb} belongs to its maker, who closes it.
 */
public final class Picture implements AutoCloseable {
    private final AVFrame frame;
    // cached: each call of AVFrame.data() or linesize() would allocate
    private final PointerPointer<?> data;
    private final IntPointer strides;
    private final boolean owned;

    Picture(AVFrame frame, boolean owned) {
        this.frame = frame;
        this.data = frame.data();
        this.strides = frame.linesize();
        this.owned = owned;
    }

    /** A copy of an image, to be scaled or encoded. */
    public static Picture ofRgb(RgbImage image) {
        NativeVideo.ensureLoaded();
        AVFrame frame = avutil.av_frame_alloc();
        frame.format(avutil.AV_PIX_FMT_RGB24);
        frame.width(image.width());
        frame.height(image.height());
        if (avutil.av_frame_get_buffer(frame, 0) < 0) {
            avutil.av_frame_free(frame);
            throw new OutOfMemoryError("no native memory for a picture");
        }
        int row = image.width() * 3;
        BytePointer pixels = frame.data(0);
        for (int y = 0; y < image.height(); y++) {
            pixels.position((long) y * frame.linesize(0)).put(image.rgb(), y * row, row);
        }
        return new Picture(frame, true);
    }

    /** An empty picture of planes Y, U and V, full range, 4:2:0. */
    static Picture ofPlanes(int width, int height) {
        NativeVideo.ensureLoaded();
        AVFrame frame = avutil.av_frame_alloc();
        frame.format(avutil.AV_PIX_FMT_YUVJ420P);
        frame.color_range(avutil.AVCOL_RANGE_JPEG);
        frame.width(width);
        frame.height(height);
        if (avutil.av_frame_get_buffer(frame, 0) < 0) {
            avutil.av_frame_free(frame);
            throw new OutOfMemoryError("no native memory for a picture");
        }
        return new Picture(frame, true);
    }

    /** A copy of a preview, to be encoded. */
    static Picture ofPreview(Preview preview) {
        Picture copy = ofPlanes(preview.width(), preview.height());
        for (int plane = 0; plane < 3; plane++) {
            int row = preview.row(plane);
            BytePointer pixels = copy.frame.data(plane);
            for (int y = 0; y < preview.rows(plane); y++) {
                pixels.position((long) y * copy.frame.linesize(plane))
                        .put(preview.planes(), preview.offset(plane) + y * row, row);
            }
        }
        return copy;
    }

    /** Pixels across. */
    public int width() {
        return frame.width();
    }

    /** Pixels down. */
    public int height() {
        return frame.height();
    }

    /** A copy as packed RGB in its own size; allocates, meant for human rates. */
    public RgbImage toRgb() {
        int width = width();
        int height = height();
        SwsContext context = swscale.sws_getContext(
                width,
                height,
                format(),
                width,
                height,
                avutil.AV_PIX_FMT_RGB24,
                swscale.SWS_BILINEAR,
                null,
                null,
                (DoublePointer) null);
        Colour.apply(context, this);
        byte[] rgb = new byte[width * height * 3];
        int stride = (width * 3 + 63) & ~63; // swscale may write a few pixels beyond a row
        try (BytePointer pixels = new BytePointer((long) stride * height + 64);
                PointerPointer<?> planes = new PointerPointer<>(4);
                IntPointer rows = new IntPointer(stride, 0, 0, 0)) {
            planes.put(0, pixels);
            swscale.sws_scale(context, data, strides, 0, height, planes, rows);
            for (int y = 0; y < height; y++) {
                pixels.position((long) y * stride).get(rgb, y * width * 3, width * 3);
            }
            pixels.position(0);
        } finally {
            swscale.sws_freeContext(context);
        }
        return new RgbImage(width, height, rgb);
    }

    int format() {
        return frame.format();
    }

    int colorSpace() {
        return frame.colorspace();
    }

    int colorRange() {
        return frame.color_range();
    }

    AVFrame frame() {
        return frame;
    }

    PointerPointer<?> data() {
        return data;
    }

    IntPointer strides() {
        return strides;
    }

    /** Frees the memory of a picture that was made by {@link #ofRgb}; a source's picture stays. */
    @Override
    public void close() {
        if (owned) {
            avutil.av_frame_free(frame);
        }
    }
}
