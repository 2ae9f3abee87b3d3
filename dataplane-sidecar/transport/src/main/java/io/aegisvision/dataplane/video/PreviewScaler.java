package io.aegisvision.dataplane.video;

import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.jspecify.annotations.Nullable;

/**
 * Makes decoded pictures small for people: at most {@value #MOST_WIDTH} pixels across, never larger than they are. What
 * it needs is made for the first picture and again when a source's shape changes; nothing is allocated besides. One
 * thread at a time.
 */
public final class PreviewScaler implements AutoCloseable {
    /** Most pixels across. */
    public static final int MOST_WIDTH = 960;

    private final BytePointer[] planes = new BytePointer[3];
    private @Nullable SwsContext context;
    private @Nullable Picture target;
    private int sourceWidth;
    private int sourceHeight;
    private int sourceFormat;
    private int sourceSpace;
    private int sourceRange;

    /** Fills a preview; false where the picture's format cannot be converted, and the preview is as it was. */
    public boolean scale(Picture from, Preview into) {
        Picture small = prepare(from);
        if (small == null) {
            return false;
        }
        swscale.sws_scale(context, from.data(), from.strides(), 0, from.height(), small.data(), small.strides());
        into.shape(small.width(), small.height());
        for (int plane = 0; plane < planes.length; plane++) {
            int stride = small.strides().get(plane);
            int row = into.row(plane);
            for (int y = 0; y < into.rows(plane); y++) {
                planes[plane].position((long) y * stride).get(into.planes(), into.offset(plane) + y * row, row);
            }
        }
        return true;
    }

    private @Nullable Picture prepare(Picture from) {
        if (target != null
                && from.width() == sourceWidth
                && from.height() == sourceHeight
                && from.format() == sourceFormat
                && from.colorSpace() == sourceSpace
                && from.colorRange() == sourceRange) {
            return target;
        }
        close();
        int width = Math.max(2, Math.min(from.width(), MOST_WIDTH) & ~1);
        int height = Math.max(2, (int) ((long) from.height() * width / from.width()) & ~1);
        SwsContext made = swscale.sws_getContext(
                from.width(),
                from.height(),
                from.format(),
                width,
                height,
                avutil.AV_PIX_FMT_YUVJ420P,
                swscale.SWS_BILINEAR,
                null,
                null,
                (DoublePointer) null);
        if (made == null || made.isNull()) {
            return null;
        }
        Colour.apply(made, from);
        Picture small = Picture.ofPlanes(width, height);
        AVFrame frame = small.frame();
        for (int plane = 0; plane < planes.length; plane++) {
            planes[plane] = frame.data(plane);
        }
        sourceWidth = from.width();
        sourceHeight = from.height();
        sourceFormat = from.format();
        sourceSpace = from.colorSpace();
        sourceRange = from.colorRange();
        context = made;
        target = small;
        return small;
    }

    /** Frees what it made; the next picture makes it anew. */
    @Override
    public void close() {
        if (context != null) {
            swscale.sws_freeContext(context);
            context = null;
        }
        if (target != null) {
            target.close();
            target = null;
        }
    }
}
