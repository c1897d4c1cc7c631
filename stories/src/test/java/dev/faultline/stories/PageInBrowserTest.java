package dev.faultline.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.faultline.stories.tell.StoryPage;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The page of a story in Chromium, as wide as a screen and as a telephone: its sliders and its
 * scrubber are moved, and what it shows is read. Skipped where there is no Chromium;
 * FAULTLINE_CHROMIUM may name one.
 */
class PageInBrowserTest {
  private static final String DATA = "<script type=\"application/json\" id=\"story\">";
  private static @Nullable String chromium;
  private static String page = "";
  private static JsonObject story = new JsonObject();

  @BeforeAll
  static void write() throws IOException {
    chromium =
        Stream.of(
                Objects.requireNonNullElse(System.getenv("FAULTLINE_CHROMIUM"), ""),
                "/usr/bin/chromium",
                "/usr/bin/chromium-browser",
                "/usr/bin/google-chrome")
            .filter(path -> !path.isEmpty() && Files.isExecutable(Path.of(path)))
            .findFirst()
            .orElse(null);
    assumeTrue(chromium != null, "no Chromium here");
    Story told = Stories.named("breaker");
    StoryPage made = new StoryPage(told, told.scene(7), "./faultline");
    for (int field = 0; field < made.fields(); field++) {
      made.compute(field);
    }
    StringWriter out = new StringWriter();
    made.write(out);
    page = out.toString();
    int from = page.indexOf(DATA) + DATA.length();
    story =
        JsonParser.parseString(page.substring(from, page.indexOf("</script>", from)))
            .getAsJsonObject();
  }

  @ParameterizedTest
  @ValueSource(ints = {1200, 390})
  void the_scrubber_and_the_sliders_move_what_they_name(int width, @TempDir Path folder)
      throws Exception {
    JsonObject seen = visit(width, folder);

    assertThat(seen.getAsJsonArray("errors")).isEmpty();
    assertThat(seen.get("restBefore").getAsBoolean()).as("hidden until the bet").isTrue();
    assertThat(seen.get("restAfter").getAsBoolean()).isFalse();
    assertThat(seen.get("scrollWidth").getAsInt()).isLessThanOrEqualTo(width);
    assertThat(seen.get("covered").getAsJsonArray()).as("what a finger cannot reach").isEmpty();

    // Both panels have one cursor, which goes from one end of the axis to the other.
    JsonArray times = seen.getAsJsonArray("times");
    double[] cursor = new double[3];
    for (int i = 0; i < cursor.length; i++) {
      JsonObject at = times.get(i).getAsJsonObject();
      cursor[i] = at.get("before").getAsDouble();
      assertThat(at.get("after").getAsDouble()).isEqualTo(cursor[i]);
      assertThat(Double.parseDouble(at.get("text").getAsString().replace(" s", "")))
          .isCloseTo(at.get("asked").getAsDouble(), within(0.51));
    }
    assertThat(cursor[0]).isCloseTo(seen.get("axisLeft").getAsDouble(), within(0.5));
    assertThat(cursor[1]).isCloseTo((cursor[0] + cursor[2]) / 2, within(1.0));
    assertThat(cursor[2]).isCloseTo(seen.get("axisRight").getAsDouble(), within(0.5));
    assertThat(cursor[2]).isGreaterThan(cursor[0] + 50);

    // Each place of the sliders shows the run that was computed for it.
    int columns = story.getAsJsonObject("across").getAsJsonArray("values").size();
    JsonArray places = seen.getAsJsonArray("places");
    assertThat(places).hasSizeGreaterThan(2);
    places.forEach(element -> {
      JsonObject place = element.getAsJsonObject();
      int index = place.get("up").getAsInt() * columns + place.get("across").getAsInt();
      JsonObject cell = story.getAsJsonArray("cells").get(index).getAsJsonObject();
      assertThat(place.get("verdict")).isEqualTo(cell.get("verdict"));
      assertThat(place.get("command")).isEqualTo(cell.get("command"));
      assertThat(place.get("system")).isEqualTo(cell.get("system"));
    });
    assertThat(places.asList().stream().map(place -> place.getAsJsonObject().get("curve")))
        .as("the curves are redrawn")
        .doesNotHaveDuplicates();
  }

  /** What a visitor does; the page is a frame, since a window is never as narrow as a telephone. */
  private static final String VISIT =
      """
      <!doctype html><body style="margin:0"><iframe id="f" style="border:0;width:@WIDTH@px;height:900px"></iframe><pre id="out"></pre>
      <script>
      const frame = document.getElementById("f");
      frame.onload = () => {
        const page = frame.contentDocument, $ = id => page.getElementById(id);
        const seen = { errors: frame.contentWindow.errors, times: [], places: [], covered: [] };
        const input = (id, value) => { $(id).value = value; $(id).dispatchEvent(new Event("input")); };
        const cursor = id => +$(id).querySelector(".cursor").getAttribute("x1");
        seen.restBefore = $("rest").hidden;
        $("answers").children[0].click();
        seen.restAfter = $("rest").hidden;
        seen.scrollWidth = page.documentElement.scrollWidth;
        for (const id of ["across", "up", "time", "play", "zoom"]) {
          $(id).scrollIntoView({ block: "center" });
          const box = $(id).getBoundingClientRect();
          const top = page.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
          if (top !== $(id) || box.left < 0 || box.right > @WIDTH@) seen.covered.push(id);
        }
        const axis = $("before").querySelector(".axis");
        seen.axisLeft = +axis.getAttribute("x1");
        seen.axisRight = +axis.getAttribute("x2");
        const least = +$("time").min, most = +$("time").max;
        for (const asked of [least, (least + most) / 2, most]) {
          input("time", asked);
          seen.times.push({ asked, before: cursor("before"), after: cursor("after"), text: $("time-value").textContent });
        }
        for (const [across, up] of [[0, 0], [$("across").max, 0], [$("across").max, $("up").max]]) {
          input("across", across);
          input("up", up);
          seen.places.push({ across: +across, up: +up, verdict: $("before-verdict").textContent, command: $("command").textContent,
            system: $("system").textContent, curve: $("before").innerHTML });
        }
        document.getElementById("out").textContent = "@" + encodeURIComponent(JSON.stringify(seen)) + "@";
      };
      frame.srcdoc = @PAGE@;
      </script></body>
      """;

  private static JsonObject visit(int width, Path folder) throws Exception {
    String watched =
        page.replaceFirst(
            "<head>", "<head><script>var errors=[];onerror=e=>{errors.push(String(e))}</script>");
    Path file = folder.resolve("visit.html");
    Files.writeString(
        file,
        VISIT
            .replace("@WIDTH@", Integer.toString(width))
            .replace("@PAGE@", new Gson().toJson(watched)));
    Path dom = folder.resolve("dom.html");
    Process browser =
        new ProcessBuilder(
                Objects.requireNonNull(chromium),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                // Not in the folder: its processes may write there for a moment after it has ended.
                "--user-data-dir=" + Path.of("target", "browser-" + width).toAbsolutePath(),
                "--window-size=1300,1000",
                "--virtual-time-budget=10000",
                "--dump-dom",
                file.toUri().toString())
            .redirectOutput(dom.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertThat(browser.waitFor(2, TimeUnit.MINUTES)).as("the browser has ended").isTrue();
    } finally {
      browser.destroyForcibly().waitFor();
    }
    String[] parts = Files.readString(dom).split("<pre id=\"out\">@", 2)[1].split("@</pre>", 2);
    return JsonParser.parseString(URLDecoder.decode(parts[0], StandardCharsets.UTF_8))
        .getAsJsonObject();
  }
}
