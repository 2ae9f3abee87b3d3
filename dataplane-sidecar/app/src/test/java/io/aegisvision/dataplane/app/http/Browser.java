package io.aegisvision.dataplane.app.http;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.logging.Level;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Debian's Chromium without a window. */
final class Browser {
    private Browser() {}

    /** Contrast of an element's text with what is behind it, as WCAG has it, 1 to 21. */
    static final String CONTRAST = """
            const light = (colour) => {
              const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map((v) => {
                const c = v / 255;
                return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
              });
              return 0.2126 * r + 0.7152 * g + 0.0722 * b;
            };
            let element = document.querySelector('%s');
            const text = light(getComputedStyle(element).color);
            while (/, 0\\)|transparent/.test(getComputedStyle(element).backgroundColor)) element = element.parentElement;
            const ground = light(getComputedStyle(element).backgroundColor);
            return (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
            """;

    /** A new one; the caller quits it. */
    static ChromeDriver open() {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(program("chromium").toString());
        // root may not have its sandbox; pages of the test alone are loaded
        options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1360,820");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        return new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(program("chromedriver").toFile())
                        .build(),
                options);
    }

    private static Path program(String name) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(name + " is not installed: local/setup packages"));
    }
}
