package dev.faultline.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.faultline.explore.Durations;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Scenarios;
import dev.faultline.explore.Setting;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the targets. */
@Command(
    name = "list",
    description = "Lists the targets that 'explore' knows, with their settings.",
    footer = {"", "Example:", "  ./faultline list --classpath target/classes"})
final class ListCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private ClassPath classPath = new ClassPath();

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  ListCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    List<Scenario> scenarios = Scenarios.all(classPath.loader());
    if (json) {
      terminal.out().println(Json.text(document(scenarios)));
    } else {
      scenarios.forEach(this::print);
    }
    terminal.out().flush();
    return ExitCode.NO_VIOLATION.number();
  }

  private void print(Scenario scenario) {
    Paint paint = terminal.outPaint();
    terminal
        .out()
        .println(
            paint.bold(scenario.name())
                + "  ("
                + HumanText.count(scenario.worlds(), "world")
                + " of "
                + Durations.text(scenario.duration())
                + ", "
                + scenario.strategy().text()
                + ")");
    terminal.out().println("  " + scenario.description());
    for (Setting setting : scenario.settings()) {
      terminal
          .out()
          .println(
              "    --set "
                  + setting.name()
                  + "="
                  + setting.defaultValue()
                  + "  "
                  + paint.dim(setting.description()));
    }
  }

  private static JsonObject document(List<Scenario> scenarios) {
    JsonArray targets = new JsonArray();
    for (Scenario scenario : scenarios) {
      JsonObject target = new JsonObject();
      target.addProperty("name", scenario.name());
      target.addProperty("description", scenario.description());
      target.addProperty("worlds", scenario.worlds());
      target.addProperty("secondsPerWorld", Json.seconds(scenario.duration().toNanos()));
      target.addProperty("strategy", scenario.strategy().text());
      JsonArray settings = new JsonArray();
      for (Setting setting : scenario.settings()) {
        JsonObject each = new JsonObject();
        each.addProperty("name", setting.name());
        each.addProperty("default", setting.defaultValue());
        each.addProperty("description", setting.description());
        settings.add(each);
      }
      target.add("settings", settings);
      targets.add(target);
    }
    JsonObject document = new JsonObject();
    document.add("targets", targets);
    return document;
  }
}
