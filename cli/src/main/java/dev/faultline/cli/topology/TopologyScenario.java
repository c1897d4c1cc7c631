package dev.faultline.cli.topology;

import dev.faultline.explore.Program;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Setting;
import dev.faultline.explore.Settings;
import dev.faultline.explore.UsageException;
import dev.faultline.jvm.Jvm;
import dev.faultline.sim.Holds;
import dev.faultline.sim.PlanAnswers;
import dev.faultline.sim.World;
import dev.faultline.sim.WorldOptions;
import dev.faultline.sim.adversary.QuietAdversary;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A topology of programs, as something that can be explored. */
public final class TopologyScenario implements Scenario {
  private final Topology topology;

  private TopologyScenario(Topology topology) {
    this.topology = topology;
  }

  /** Whether a target is the file of a topology, by its name. */
  public static boolean isNamed(String target) {
    return target.endsWith(".yaml") || target.endsWith(".yml");
  }

  /**
   * Reads a topology.
   *
   * @throws UsageException when it cannot be read, or makes no sense; with file, line and column
   */
  public static Scenario read(Path file) {
    return new TopologyScenario(TopologyReader.read(file));
  }

  /** The class paths of its programs. */
  public List<Path> classPaths() {
    return topology.programs().stream().flatMap(each -> each.classPath().stream()).toList();
  }

  /** What its programs find on their disks that other files have; texts are in its own. */
  public List<byte[]> contents() {
    List<byte[]> contents = new ArrayList<>();
    for (Topology.NodeProgram program : topology.programs()) {
      for (Topology.Content content : program.files().values()) {
        if (content instanceof Topology.Content.Bytes(byte[] bytes)) {
          contents.add(bytes);
        }
      }
    }
    return contents;
  }

  @Override
  public String name() {
    return topology.name();
  }

  @Override
  public String description() {
    return topology.description();
  }

  @Override
  public List<Setting> settings() {
    return topology.settings();
  }

  @Override
  public int worlds() {
    return topology.worlds();
  }

  @Override
  public Duration duration() {
    return topology.duration();
  }

  @Override
  public Program program(Settings settings) {
    // Built once, so that a main class that is not there is told with its place, before any world.
    try {
      build(new World(new QuietAdversary(0), WorldOptions.DEFAULT), settings);
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new UsageException(topology.file() + ": " + e.getMessage(), e);
    }
    return world -> build(world, settings);
  }

  private void build(World world, Settings settings) {
    world.model(topology.model()).disk(topology.disk());
    Map<Rule, Printed> printed = new LinkedHashMap<>();
    topology.rules().forEach(rule -> printed.put(rule, new Printed(rule.lines())));
    for (Topology.NodeProgram program : topology.programs()) {
      try {
        add(world, program, settings, List.copyOf(printed.values()));
      } catch (IllegalArgumentException e) {
        throw new UsageException(program.place() + ": " + e.getMessage(), e);
      }
    }
    topology.heal().ifPresent(world::healAfter);
    printed.forEach((rule, lines) -> {
      judge(world, rule, lines);
      answer(world.answers(), rule, lines);
    });
  }

  private void add(
      World world, Topology.NodeProgram program, Settings settings, List<Printed> printed) {
    String name = program.name();
    Jvm jvm = program.client() ? world.jvmClient(name) : world.jvm(name);
    jvm.classpath(program.classPath().toArray(Path[]::new));
    program.properties().forEach((key, value) -> jvm.property(key, put(settings, value)));
    program.environment().forEach((key, value) -> jvm.environment(key, put(settings, value)));
    program
        .files()
        .forEach((path, content) -> {
          switch (content) {
            case Topology.Content.Text(String text) -> jvm.file(path, put(settings, text));
            case Topology.Content.Bytes(byte[] bytes) -> jvm.file(path, bytes);
          }
        });
    program.address().ifPresent(jvm::address);
    jvm.output(line -> printed.forEach(each -> each.line(name, line)));
    jvm.main(
        program.main(),
        program.arguments().stream().map(text -> put(settings, text)).toArray(String[]::new));
  }

  /** A text with the values of the settings that it mentions. */
  private String put(Settings settings, String text) {
    String put = text;
    for (Setting setting : topology.settings()) {
      put = put.replace("${" + setting.name() + "}", settings.text(setting.name()));
    }
    return put;
  }

  private static void judge(World world, Rule rule, Printed printed) {
    switch (rule) {
      case Rule.Never(String name, var _) ->
          world.always(
              name,
              () ->
                  Holds.that(
                      printed.read().different() == 0, () -> "printed: '" + printed.first() + "'"));
      case Rule.AtMostOnce(String name, var _) ->
          world.always(
              name,
              () ->
                  Holds.that(
                      printed.read().twice() == null,
                      () -> "printed twice: '" + printed.twice() + "'"));
      case Rule.Sometimes(String name, var _) ->
          world.sometimes(name, () -> printed.read().different() > 0);
      case Rule.Eventually(String name, var _, int different, Duration within) ->
          world.eventually(
              name,
              within,
              () ->
                  Holds.that(
                      printed.read().different() >= different,
                      () -> printed.different() + " of " + different + " printed"));
      case Rule.OfHistory(String name, var _, var check) ->
          world.check(name, () -> printed.read().judge(check));
    }
  }

  /** A plan that is played in these worlds asks a rule by its name. */
  private static void answer(PlanAnswers answers, Rule rule, Printed printed) {
    switch (rule) {
      case Rule.Never(String name, var _) ->
          answers.probe(name, () -> printed.read().different() == 0);
      case Rule.AtMostOnce(String name, var _) ->
          answers.probe(name, () -> printed.read().twice() == null);
      case Rule.Sometimes(String name, var _) ->
          answers.probe(name, () -> printed.read().different() > 0);
      case Rule.Eventually(String name, var _, int different, var _) ->
          answers.probe(name, () -> printed.read().different() >= different);
      case Rule.OfHistory(String name, var _, var check) ->
          answers.history(name, check.model(), check.level(), () -> printed.read().judge(check));
    }
  }
}
