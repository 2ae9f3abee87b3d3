package io.aegisvision.dataplane.app.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.aegisvision.contract.CellApi;
import io.aegisvision.contract.CellConfig;
import io.aegisvision.contract.DisplayPoints;
import io.aegisvision.dataplane.testkit.Clip;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

/** The page in a browser, on real video: what is drawn lies on what the frame shows, and the editor prints its clicks. */
@Timeout(180)
@NullUnmarked // what a script gives may be anything; a test that meets null fails
class ViewPageIT {
    @TempDir
    static Path folder;

    private static ChromeDriver browser;
    private static Path video;

    private WatchedCell cell;

    @BeforeAll
    static void open() {
        video = Clip.write(folder.resolve("yard.mp4"), "mp4", Map.of(), 4);
        browser = Browser.open();
    }

    @AfterAll
    static void quit() {
        browser.quit();
    }

    @BeforeEach
    void start() throws IOException {
        cell = new WatchedCell(video, new BarDetector(), Duration.ofSeconds(10));
    }

    @AfterEach
    void stop() {
        cell.close();
    }

    private void look(String token) {
        browser.get("about:blank"); // a fragment alone would not load the page anew
        browser.manage().logs().get(LogType.BROWSER); // of the page before
        browser.get(cell.url(CellApi.VIEW) + "#stream=" + WatchedCell.STREAM + "&token="
                + URLEncoder.encode(token, StandardCharsets.UTF_8));
    }

    private static WebElement at(String id) {
        return browser.findElement(By.id(id));
    }

    private static Object ask(String script) {
        return browser.executeScript(script);
    }

    /** Bounded by the test's own limit. */
    private static void await(String condition) throws InterruptedException {
        while (!Boolean.TRUE.equals(ask("return Boolean(" + condition + ")"))) {
            Thread.sleep(20);
        }
    }

    private static List<String> complaints() {
        return browser.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                // of this test's own look at the pixels
                .filter(message -> !message.contains("willReadFrequently"))
                .toList();
    }

    /** What is shown: number, ends of the bar in the picture, ends of the one box in the message, colours at its edge. */
    private static final String SHOWN = """
            const canvas = document.getElementById('frame');
            const sight = canvas.sight;
            if (!sight || sight.boxes.length !== 1 || !sight.tracks.some((one) => one.seen)) return null;
            const pixels = canvas.getContext('2d');
            const row = pixels.getImageData(0, Math.round(canvas.height * 0.97), canvas.width, 1).data;
            const bright = [];
            for (let x = 0; x < canvas.width; x++) if (row[4 * x] > 170) bright.push(x);
            const shown = sight.tracks.find((one) => one.seen);
            const track = shown.box;
            const edge = pixels.getImageData(
              Math.round(track[0] * canvas.width), Math.round((track[1] + track[3]) / 2 * canvas.height), 1, 1).data;
            return {
              seq: sight.seq,
              barFrom: bright[0] / canvas.width,
              barTo: (bright.at(-1) + 1) / canvas.width,
              boxFrom: sight.boxes[0].box[0],
              boxTo: sight.boxes[0].box[2],
              edge: [...edge].slice(0, 3),
              told: sight.events.some((event) => event.track === shown.id && event.epoch === sight.epoch
                && event.decidedAt <= sight.captureMicros && sight.captureMicros - event.decidedAt < 2e6),
            };
            """;

    @Test
    void framesMoveAndBoxesLieOnThem() throws Exception {
        look(WatchedCell.TOKEN);
        Set<Long> frames = new HashSet<>();
        Set<Object> places = new HashSet<>();
        Set<Boolean> told = new HashSet<>();
        while (frames.size() < 6 || told.size() < 2) {
            if (ask(SHOWN) instanceof Map<?, ?> shown && frames.add((Long) shown.get("seq"))) {
                double from = ((Number) shown.get("barFrom")).doubleValue();
                double to = ((Number) shown.get("barTo")).doubleValue();
                assertThat(((Number) shown.get("boxFrom")).doubleValue())
                        .as("left edge: the box is of this very frame, the bar moves by 0.06 from one to the next")
                        .isCloseTo(from, within(0.02));
                assertThat(((Number) shown.get("boxTo")).doubleValue()).isCloseTo(to, within(0.02));
                boolean event = Boolean.TRUE.equals(shown.get("told"));
                told.add(event);
                assertThat(saturation((List<?>) shown.get("edge")))
                        .as(
                                "a track's edge is in a colour, over a picture that is grey; one that told an event is white")
                        .isBetween(event ? 0 : 60, event ? 20 : 255);
                places.add(shown.get("barFrom"));
            }
            Thread.sleep(30);
        }
        assertThat(places).as("it moves").hasSizeGreaterThan(3);
        await("document.querySelectorAll('#events li').length > 0");
        assertThat(at("events").getText()).contains("gate: line.crossed RightToLeft", "bar");
        assertThat(at("phase").getText()).isEqualTo("Running");
        assertThat(browser.getCurrentUrl()).as("the token is out of sight").doesNotContain("token");
        browser.navigate().refresh();
        await("document.getElementById('frame').sight");
        assertThat(complaints()).isEmpty();
    }

    private static int saturation(List<?> rgb) {
        int[] values =
                rgb.stream().mapToInt(value -> ((Number) value).intValue()).toArray();
        return Math.max(values[0], Math.max(values[1], values[2]))
                - Math.min(values[0], Math.min(values[1], values[2]));
    }

    /** A place of the canvas, for real mouse events. */
    private static Actions to(double x, double y) {
        WebElement canvas = at("frame");
        int width = canvas.getSize().getWidth();
        int height = canvas.getSize().getHeight();
        return new Actions(browser)
                .moveToElement(canvas, (int) Math.round((x - 0.5) * width), (int) Math.round((y - 0.5) * height));
    }

    private static void click(double x, double y) {
        to(x, y).click().perform();
    }

    private static void expectPoints(double... wanted) {
        DisplayPoints points = DisplayPoints.parse(at("points").getText());
        List<Double> flat = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            flat.add((double) points.xs()[i] / DisplayPoints.ONE);
            flat.add((double) points.ys()[i] / DisplayPoints.ONE);
        }
        assertThat(flat).hasSize(wanted.length);
        for (int i = 0; i < wanted.length; i++) {
            assertThat(flat.get(i)).as("coordinate " + i).isCloseTo(wanted[i], within(0.004));
        }
    }

    @Test
    void aZoneIsDrawnByHand() throws Exception {
        look(WatchedCell.TOKEN);
        await("document.getElementById('frame').sight");
        at("new-zone").click();
        assertThat(at("warning").getText()).contains("three points");
        click(0.2, 0.2);
        click(0.6, 0.2);
        click(0.6, 0.8);
        click(0.2, 0.8);
        expectPoints(0.2, 0.2, 0.6, 0.2, 0.6, 0.8, 0.2, 0.8);
        assertThat(at("warning").isDisplayed()).isFalse();

        to(0.6, 0.2).clickAndHold().perform();
        to(0.1, 0.5).release().perform();
        expectPoints(0.2, 0.2, 0.1, 0.5, 0.6, 0.8, 0.2, 0.8);
        assertThat(at("warning").getText()).contains("crosses itself");
        assertThat(at("copy").isEnabled()).isFalse();

        at("undo").click();
        expectPoints(0.2, 0.2, 0.6, 0.2, 0.6, 0.8, 0.2, 0.8);
        click(0.2, 0.5); // on the last edge
        expectPoints(0.2, 0.2, 0.6, 0.2, 0.6, 0.8, 0.2, 0.8, 0.2, 0.5);
        new Actions(browser).sendKeys(Keys.DELETE).perform();
        to(0.6, 0.8).contextClick().perform();
        expectPoints(0.2, 0.2, 0.6, 0.2, 0.2, 0.8);

        WebElement name = at("name");
        name.clear();
        name.sendKeys("bay");
        assertThat(at("yaml").getAttribute("value"))
                .isEqualTo("spec:\n  zones:\n  - name: bay\n    points: \""
                        + at("points").getText() + "\"\n");
        assertThat(complaints()).isEmpty();
    }

    @Test
    void aLineIsTakenFromTheStreamAndMoved() throws Exception {
        look(WatchedCell.TOKEN);
        await("document.getElementById('existing').options.length === 3");
        at("existing").sendKeys("line middle");
        await("!document.getElementById('editor').hidden");
        assertThat(at("points").getText()).isEqualTo("0.5,0.1 0.5,0.95");
        to(0.5, 0.1).clickAndHold().perform();
        to(0.3, 0.15).release().perform();
        expectPoints(0.3, 0.15, 0.5, 0.95);
        click(0.8, 0.5);
        expectPoints(0.3, 0.15, 0.5, 0.95);
        assertThat(at("yaml").getAttribute("value")).startsWith("spec:\n  lines:\n  - name: middle\n    points: \"0.");
        assertThat(complaints()).isEmpty();
    }

    @Test
    void strangersSeeNothing() throws Exception {
        browser.executeScript("sessionStorage.clear()");
        look("wrong");
        await("!document.getElementById('problem').hidden");
        assertThat(at("problem").getText()).contains("token");
        assertThat(ask("return document.getElementById('frame').sight")).isNull();
        assertThat(complaints()).singleElement().asString().contains("401");
    }

    @Test
    void turnedOffThePageSaysWhy() throws Exception {
        look(WatchedCell.TOKEN);
        await("document.getElementById('frame').sight");
        cell.view(CellConfig.View.Disabled);
        await("document.getElementById('phase').textContent === 'off'");
        assertThat(at("problem").getText()).contains("spec.cells.view of the Pipeline is Disabled");
        browser.navigate().refresh();
        assertThat(browser.getPageSource()).contains("403", "spec.cells.view of the Pipeline is Disabled");
    }

    @Test
    void readableInLightAndDark() throws Exception {
        look(WatchedCell.TOKEN);
        await("document.getElementById('frame').sight");
        Set<Object> grounds = new HashSet<>();
        for (String scheme : List.of("light", "dark")) {
            browser.executeCdpCommand(
                    "Emulation.setEmulatedMedia",
                    Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
            grounds.add(ask("return getComputedStyle(document.body).backgroundColor"));
            for (String element : List.of("body", ".quiet", ".pill", "h2", "button")) {
                assertThat(((Number) ask(Browser.CONTRAST.formatted(element))).doubleValue())
                        .as(element + " in " + scheme)
                        .isGreaterThan(4.5);
            }
        }
        assertThat(grounds).hasSize(2);
    }
}
