package dev.faultline.stories.tell;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.faultline.stories.Atlas;
import dev.faultline.stories.Guard;
import dev.faultline.stories.Parameter;
import dev.faultline.stories.Run;
import dev.faultline.stories.Scene;
import dev.faultline.stories.Series;
import dev.faultline.stories.Stories;
import dev.faultline.stories.Story;
import dev.faultline.stories.Words;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;

/**
 * A story as one HTML file that opens from disk and needs nothing else: before and after on one
 * axis of time, and a map of outcomes over two parameters, all computed before.
 *
 * <p>Compute each field first, in any order and on any threads; then write.
 */
public final class StoryPage {
  /** Points of a curve over the whole run. */
  private static final int WHOLE = 50;

  /** Points of a curve over the part of the run that is interesting. */
  private static final int FINE = 80;

  private static final String BASE64 =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  private static final Gson GSON = new Gson();

  private final Story story;
  private final Scene scene;
  private final String command;
  private final Atlas atlas;
  private final List<Guard> guards;
  private final Field[] fields;

  /** What is kept of a run. */
  @SuppressWarnings("ArrayRecordComponent") // written once, and never compared
  private record Field(JsonObject told, double[][] curves, double seconds) {}

  /**
   * Prepares a page.
   *
   * @param scene seed and values; those of the map's two parameters are added to the map
   * @param command with which the program was started, to be pasted
   */
  public StoryPage(Story story, Scene scene, String command) {
    this.story = story;
    this.scene = scene;
    this.command = command;
    guards = story.guards();
    Atlas of = story.atlas();
    atlas =
        new Atlas(
            of.across(),
            with(of.acrossValues(), scene.values().get(of.across())),
            of.up(),
            with(of.upValues(), scene.values().get(of.up())));
    fields = new Field[guards.size() * atlas.upValues().size() * atlas.acrossValues().size()];
  }

  private static List<Double> with(List<Double> values, double value) {
    TreeSet<Double> all = new TreeSet<>(values);
    all.add(value);
    return List.copyOf(all);
  }

  /** How many fields there are to compute. */
  public int fields() {
    return fields.length;
  }

  /** Computes a field; several threads may do so, each for another one. */
  public void compute(int field) {
    int columns = atlas.acrossValues().size();
    int rows = atlas.upValues().size();
    int guard = field / columns / rows;
    Scene at =
        scene
            .with(atlas.across(), atlas.acrossValues().get(field % columns))
            .with(atlas.up(), atlas.upValues().get(field / columns % rows))
            .with(guards.get(guard).name());
    Run run = story.run(at);
    double[][] curves = new double[run.series().size()][];
    for (int i = 0; i < curves.length; i++) {
      curves[i] = curve(run, run.series().get(i).points());
    }
    double seconds = run.series().getFirst().points().length * run.stepSeconds();
    fields[field] = new Field(told(at, run, guard), curves, seconds);
  }

  /** The whole run, and then the interesting part of it again. */
  private static double[] curve(Run run, double[] points) {
    double[] curve = new double[WHOLE + FINE];
    resample(points, 0, points.length, curve, 0, WHOLE);
    double from = run.from() / run.stepSeconds();
    resample(points, from, run.to() / run.stepSeconds(), curve, WHOLE, FINE);
    return curve;
  }

  /** Means over equal stretches; a stretch without a point of its own has the one before it. */
  private static void resample(
      double[] points, double from, double to, double[] means, int first, int count) {
    double width = (to - from) / count;
    for (int i = 0; i < count; i++) {
      int least = (int) Math.min(points.length - 1, from + i * width);
      int end = Math.min(points.length, Math.max(least + 1, (int) (from + (i + 1) * width)));
      double sum = 0;
      for (int p = least; p < end; p++) {
        sum += points[p];
      }
      means[first + i] = sum / (end - least);
    }
  }

  private JsonObject told(Scene at, Run run, int guard) {
    JsonObject told = new JsonObject();
    if (guard == 0) {
      told.addProperty("system", story.system(at.values()));
      told.addProperty(
          "command",
          "%s demo %s%s%s"
              .formatted(
                  command,
                  story.words().name(),
                  at.values().arguments(),
                  at.seed() == Stories.SEED ? "" : " --seed " + at.seed()));
    }
    told.addProperty("verdict", run.verdict());
    told.addProperty("holds", run.holds());
    told.addProperty("score", run.score());
    told.addProperty("answer", run.answer());
    told.add("figures", GSON.toJsonTree(run.figures()));
    told.addProperty("effect", guards.get(guard).effect().apply(at.values()));
    told.addProperty("from", run.from());
    told.addProperty("to", run.to());
    told.add("marks", GSON.toJsonTree(run.marks()));
    return told;
  }

  /**
   * Writes the page, as UTF-8 text.
   *
   * @throws IllegalStateException if a field was not computed
   */
  public void write(Writer out) throws IOException {
    String html = resource("story.html");
    html = html.replace("@@TITLE@@", story.words().title());
    html = html.replace("@@STYLE@@", resource("story.css"));
    html = html.replace("@@SCRIPT@@", resource("story.js"));
    int data = html.indexOf("@@STORY@@");
    out.write(html, 0, data);
    // Gson writes < as \u003c, so that nothing in it can end the script element.
    GSON.toJson(document(), out);
    out.write(html.substring(data + "@@STORY@@".length()));
  }

  private JsonObject document() {
    JsonObject document = new JsonObject();
    document.add("words", GSON.toJsonTree(story.words()));
    document.addProperty("whereItFails", Words.WHERE_IT_FAILS);
    document.addProperty("seed", scene.seed());
    document.add("columns", GSON.toJsonTree(story.columns()));
    JsonArray guardList = new JsonArray();
    for (int i = 0; i < guards.size(); i++) {
      JsonObject guard = new JsonObject();
      guard.addProperty("name", guards.get(i).name());
      guard.addProperty("label", guards.get(i).label());
      guardList.add(guard);
      if (guards.get(i).name().equals(story.cure())) {
        document.addProperty("cure", i);
      }
    }
    document.add("guards", guardList);
    document.add("across", axis(atlas.across(), atlas.acrossValues()));
    document.add("up", axis(atlas.up(), atlas.upValues()));
    document.add("start", start());
    JsonArray cells = new JsonArray();
    double seconds = field(0).seconds;
    for (int i = 0; i < fields.length; i++) {
      if (field(i).seconds != seconds) {
        throw new AssertionError("the runs of a story have to be equally long");
      }
      cells.add(field(i).told);
    }
    document.addProperty("whole", WHOLE);
    document.addProperty("fine", FINE);
    document.addProperty("seconds", seconds);
    document.add("cells", cells);
    curves(document);
    return document;
  }

  private Field field(int i) {
    Field field = fields[i];
    if (field == null) {
      throw new IllegalStateException("field " + i + " was not computed");
    }
    return field;
  }

  private JsonElement start() {
    JsonArray start = new JsonArray();
    start.add(atlas.acrossValues().indexOf(scene.values().get(atlas.across())));
    start.add(atlas.upValues().indexOf(scene.values().get(atlas.up())));
    return start;
  }

  private JsonObject axis(String name, List<Double> values) {
    Parameter parameter =
        story.parameters().stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow();
    JsonObject axis = new JsonObject();
    axis.addProperty("name", name);
    axis.addProperty("unit", parameter.unit());
    axis.addProperty("description", parameter.description());
    axis.add("values", GSON.toJsonTree(values));
    return axis;
  }

  /** All curves in one string: two digits for each point, as a share of the series' largest. */
  private void curves(JsonObject document) {
    List<Series> series = story.run(scene).series();
    double[] most = new double[series.size()];
    for (Field field : fields) {
      for (int i = 0; i < most.length; i++) {
        for (double point : field.curves[i]) {
          most[i] = Math.max(most[i], point);
        }
      }
    }
    JsonArray heads = new JsonArray();
    for (int i = 0; i < most.length; i++) {
      JsonObject head = new JsonObject();
      head.addProperty("name", series.get(i).name());
      head.addProperty("unit", series.get(i).unit());
      head.addProperty("most", most[i]);
      heads.add(head);
    }
    document.add("series", heads);
    StringBuilder text = new StringBuilder(fields.length * most.length * (WHOLE + FINE) * 2);
    for (Field field : fields) {
      for (int i = 0; i < most.length; i++) {
        for (double point : field.curves[i]) {
          int level = most[i] == 0 ? 0 : (int) Math.round(point / most[i] * 4095);
          text.append(BASE64.charAt(level >> 6)).append(BASE64.charAt(level & 63));
        }
      }
    }
    document.addProperty("curves", text.toString());
  }

  private static String resource(String name) {
    try (InputStream in = StoryPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new AssertionError("the build left " + name + " out");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError("reading " + name + " failed", e);
    }
  }
}
