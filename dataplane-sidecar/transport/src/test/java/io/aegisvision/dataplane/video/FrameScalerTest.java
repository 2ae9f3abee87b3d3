package io.aegisvision.dataplane.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.aegisvision.contract.ModelVersion.DataType;
import io.aegisvision.contract.ModelVersion.Input;
import io.aegisvision.contract.ModelVersion.Layout;
import io.aegisvision.contract.ModelVersion.Normalization;
import io.aegisvision.contract.StreamAssignment.Kind;
import io.aegisvision.contract.StreamAssignment.Source;
import io.aegisvision.contract.StreamAssignment.Transport;
import java.io.ByteArrayInputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrameScalerTest {
    private static final int[] COLOUR = {200, 100, 50};

    @TempDir
    static Path folder;

    @Test
    void packedBytes() {
        Input input = input(64, 32, Layout.NHWC, DataType.UINT8, Normalization.None, false);
        withTensor(input, 64, 32, tensor -> {
            for (int i = 0; i < 64 * 32; i++) {
                for (int c = 0; c < 3; c++) {
                    assertThat(tensor.get(ValueLayout.JAVA_BYTE, i * 3L + c) & 0xff)
                            .isEqualTo(COLOUR[c]);
                }
            }
        });
    }

    @Test
    void planesAreRedGreenBlue() {
        Input input = input(64, 32, Layout.NCHW, DataType.UINT8, Normalization.None, false);
        withTensor(input, 128, 64, tensor -> {
            for (int c = 0; c < 3; c++) {
                assertThat(tensor.get(ValueLayout.JAVA_BYTE, c * 64L * 32 + 77) & 0xff)
                        .isBetween(COLOUR[c] - 1, COLOUR[c] + 1);
            }
        });
    }

    @Test
    void floatsAreUnitOrBytes() {
        for (Normalization normalization : Normalization.values()) {
            double of = normalization == Normalization.Unit ? 255 : 1;
            Input input = input(64, 32, Layout.NCHW, DataType.FP32, normalization, false);
            withTensor(input, 128, 64, tensor -> {
                for (int c = 0; c < 3; c++) {
                    float value = tensor.get(ValueLayout.JAVA_FLOAT_UNALIGNED, (c * 64L * 32 + 77) * 4);
                    assertThat((double) value).isCloseTo(COLOUR[c] / of, within(1.5 / of));
                }
            });
        }
    }

    @Test
    void oddWidthsLeaveEveryOtherByteAlone() {
        for (Layout layout : Layout.values()) {
            Input input = input(61, 47, layout, DataType.UINT8, Normalization.None, true);
            withTensor(input, 320, 180, tensor -> {
                int pictureHeight = 34; // 180 * 61 / 320
                int top = (47 - pictureHeight) / 2;
                for (int y = 0; y < 47; y++) {
                    for (int x = 0; x < 61; x++) {
                        boolean inside = y >= top && y < top + pictureHeight;
                        for (int c = 0; c < 3; c++) {
                            long at = layout == Layout.NHWC ? (y * 61L + x) * 3 + c : c * 61L * 47 + y * 61L + x;
                            int value = tensor.get(ValueLayout.JAVA_BYTE, at) & 0xff;
                            int wanted = inside ? COLOUR[c] : 114;
                            assertThat(value).as("%s %d,%d,%d", layout, x, y, c).isBetween(wanted - 1, wanted + 1);
                        }
                    }
                }
            });
        }
    }

    @Test
    void mappingLeadsBackToTheDisplay() {
        Input input = input(640, 640, Layout.NHWC, DataType.UINT8, Normalization.None, true);
        FrameMapping mapping = FrameMapping.of(1920, 1080, input);
        assertThat(mapping).isEqualTo(new FrameMapping(0, 140, 640, 360));
        assertThat(mapping.displayX(320)).isEqualTo(0.5);
        assertThat(mapping.displayY(140)).isEqualTo(0);
        assertThat(mapping.displayY(320)).isEqualTo(0.5);
        assertThat(mapping.displayY(639)).isEqualTo(1);
    }

    @Test
    void decodedRedIsRedAndScalingAllocatesNothing() throws Exception {
        Path red = TestClip.red(folder);
        Source source = new Source(Kind.FILE, red.toString(), null, null, Transport.TCP, true, false);
        Input input = input(640, 360, Layout.NHWC, DataType.UINT8, Normalization.None, false);
        VideoSource video =
                ((Opened.Ready) VideoSource.open(source, VideoLimits.of(Kind.FILE), InstantSource.system())).source();
        try (video;
                FrameScaler scaler = new FrameScaler(input);
                Arena arena = Arena.ofConfined()) {
            MemorySegment slot = arena.allocate(scaler.tensorBytes(), 4096);
            assertThat(video.next()).isEqualTo(Step.FRAME);
            scaler.scale(video.picture(), slot);
            assertThat(slot.get(ValueLayout.JAVA_BYTE, 0) & 0xff).isGreaterThan(240);
            assertThat(slot.get(ValueLayout.JAVA_BYTE, 1) & 0xff).isLessThan(15);

            var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
            Runnable frame = () -> {
                video.next();
                scaler.scale(video.picture(), slot);
            };
            for (int i = 0; i < 300; i++) {
                frame.run();
            }
            long before = threads.getCurrentThreadAllocatedBytes();
            int frames = 500;
            for (int i = 0; i < frames; i++) {
                frame.run();
            }
            long perFrame = (threads.getCurrentThreadAllocatedBytes() - before) / frames;
            assertThat(perFrame).as("bytes per frame, decoding included").isLessThan(16);
        }
    }

    @Test
    void snapshotIsAPngThatOthersRead() throws Exception {
        RgbImage image = plain(50, 30);
        var read = ImageIO.read(new ByteArrayInputStream(PngEncoder.encode(image)));
        assertThat(read.getWidth()).isEqualTo(50);
        assertThat(read.getRGB(49, 29) & 0xffffff).isEqualTo(200 << 16 | 100 << 8 | 50);
        try (Picture picture = Picture.ofRgb(image)) {
            assertThat(picture.toRgb().rgb()).isEqualTo(image.rgb());
        }
    }

    @Test
    void whatTheContractLacksIsRefused() {
        assertThatThrownBy(() -> new FrameScaler(input(64, 64, Layout.NHWC, DataType.FP32, Normalization.Unit, false)))
                .isInstanceOf(IllegalArgumentException.class);
        try (FrameScaler scaler =
                        new FrameScaler(input(64, 64, Layout.NHWC, DataType.UINT8, Normalization.None, false));
                Arena arena = Arena.ofConfined();
                Picture picture = Picture.ofRgb(plain(64, 64))) {
            assertThatThrownBy(() -> scaler.scale(picture, arena.allocate(100)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static void withTensor(
            Input input, int width, int height, java.util.function.Consumer<MemorySegment> check) {
        try (FrameScaler scaler = new FrameScaler(input);
                Arena arena = Arena.ofConfined();
                Picture picture = Picture.ofRgb(plain(width, height))) {
            long bytes = scaler.tensorBytes();
            MemorySegment slot = arena.allocate(bytes + 128);
            slot.fill((byte) 7);
            scaler.scale(picture, slot);
            for (long at = bytes; at < slot.byteSize(); at++) {
                assertThat(slot.get(ValueLayout.JAVA_BYTE, at))
                        .as("beyond the tensor")
                        .isEqualTo((byte) 7);
            }
            check.accept(slot);
        }
    }

    private static RgbImage plain(int width, int height) {
        byte[] rgb = new byte[width * height * 3];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) COLOUR[i % 3];
        }
        return new RgbImage(width, height, Arrays.copyOf(rgb, rgb.length));
    }

    private static Input input(
            int width, int height, Layout layout, DataType type, Normalization normalization, boolean letterbox) {
        return new Input("images", width, height, layout, type, normalization, letterbox);
    }
}
