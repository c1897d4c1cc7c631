package dev.faultline.cli.topology;

import dev.faultline.chaos.yaml.Place;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.Setting;
import dev.faultline.sim.setup.DiskSetup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A cluster of Java programs, as its file says it. Immutable.
 *
 * @param file as it was named
 * @param description one line, for people
 * @param settings that {@code --set} may change, which texts mention as <code>${name}</code>
 * @param programs in the order in which they start
 * @param model that the adversary keeps to
 * @param disk of every node
 * @param heal when faults end, where they do
 * @param duration of a world
 * @param worlds of a campaign
 * @param rules that have to hold
 */
record Topology(
    String file,
    String name,
    String description,
    List<Setting> settings,
    List<NodeProgram> programs,
    SystemModel model,
    DiskSetup disk,
    Optional<Duration> heal,
    Duration duration,
    int worlds,
    List<Rule> rules) {
  Topology {
    settings = List.copyOf(settings);
    programs = List.copyOf(programs);
    rules = List.copyOf(rules);
  }

  /**
   * One program.
   *
   * @param place in the file
   * @param name of its node
   * @param client whether it belongs to the experiment, so that no fault strikes it
   * @param classPath folders and jars that exist
   * @param main class
   * @param address none for the next free one
   * @param files on its disk at first, by path
   */
  record NodeProgram(
      Place place,
      String name,
      boolean client,
      List<Path> classPath,
      String main,
      List<String> arguments,
      Map<String, String> properties,
      Map<String, String> environment,
      Map<String, Content> files,
      Optional<String> address) {
    NodeProgram {
      classPath = List.copyOf(classPath);
      arguments = List.copyOf(arguments);
      properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
      environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
      files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
    }
  }

  /** What a file holds at first. */
  sealed interface Content {
    /** A text, in which settings are put. */
    record Text(String text) implements Content {}

    /** The bytes of a file of this machine, as they are. */
    record Bytes(byte[] bytes) implements Content {}
  }
}
