package io.aegisvision.dataplane.video;

import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.IntPointer;

/** The colour matrix and range that a stream says it uses; BT.601, limited range, where it says nothing. */
final class Colour {
    private Colour() {}

    private static final int UNITY = 1 << 16;

    static void apply(SwsContext context, Picture from) {
        if (from.format() == avutil.AV_PIX_FMT_RGB24) {
            return;
        }
        int space = from.colorSpace();
        IntPointer matrix =
                swscale.sws_getCoefficients(space == avutil.AVCOL_SPC_UNSPECIFIED ? swscale.SWS_CS_DEFAULT : space);
        boolean full = from.colorRange() == avutil.AVCOL_RANGE_JPEG || from.format() == avutil.AV_PIX_FMT_YUVJ420P;
        swscale.sws_setColorspaceDetails(
                context, matrix, full ? 1 : 0, swscale.sws_getCoefficients(swscale.SWS_CS_DEFAULT), 1, 0, UNITY, UNITY);
    }
}
