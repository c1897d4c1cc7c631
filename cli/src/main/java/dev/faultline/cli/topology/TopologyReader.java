package dev.faultline.cli.topology;

import dev.faultline.chaos.yaml.YamlException;
import dev.faultline.chaos.yaml.YamlValue;
import dev.faultline.core.SystemModel;
import dev.faultline.disk.Profile;
import dev.faultline.explore.Setting;
import dev.faultline.explore.UsageException;
import dev.faultline.sim.setup.DiskSetup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a topology from YAML. Every mistake is told with file, line and column. */
final class TopologyReader {
  static final Set<String> TOPOLOGY =
      Set.of(
          "name",
          "description",
          "repository",
          "settings",
          "defaults",
          "nodes",
          "clients",
          "model",
          "disk",
          "heal-after",
          "duration",
          "worlds",
          "properties");
  static final Set<String> DISK = Set.of("profile");

  private static final int WORLDS = 1_000;
  private static final int MOST_WORLDS = 1_000_000_000;
  private static final Duration DURATION = Duration.ofSeconds(60);

  private TopologyReader() {}

  /**
   * Reads a file.
   *
   * @throws UsageException when it cannot be read, or makes no sense
   */
  static Topology read(Path file) {
    try {
      return parse(file.toString(), file.toAbsolutePath().resolveSibling(""), text(file));
    } catch (YamlException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new UsageException("there is no file " + file + ", expected a topology of programs", e);
    } catch (IOException e) {
      throw new UsageException(file + " cannot be read as UTF-8: " + e.getMessage(), e);
    }
  }

  /**
   * Reads a text.
   *
   * @param file names it in messages
   * @param folder to which paths are relative
   */
  static Topology parse(String file, Path folder, String text) {
    YamlValue root = YamlValue.parse(file, text, "a topology of programs");
    Map<String, YamlValue> fields = root.fields(TOPOLOGY);
    ProgramReader programs = new ProgramReader(folder, fields);
    List<Topology.NodeProgram> all = programs.read(root);
    Optional<Duration> heal = YamlValue.in(fields, "heal-after").map(YamlValue::duration);
    SystemModel model = ModelReader.read(YamlValue.in(fields, "model"), all.size());
    RuleReader rules = new RuleReader(all, model, heal.isPresent());
    return new Topology(
        file,
        root.required(fields, "name").name(),
        YamlValue.in(fields, "description")
            .map(YamlValue::text)
            .orElse("Programs of " + file + "."),
        settings(fields),
        all,
        model,
        YamlValue.in(fields, "disk").map(TopologyReader::disk).orElse(DiskSetup.DEFAULT),
        heal,
        YamlValue.in(fields, "duration").map(YamlValue::duration).orElse(DURATION),
        YamlValue.in(fields, "worlds").map(each -> (int) each.whole(1, MOST_WORLDS)).orElse(WORLDS),
        rules.read(YamlValue.in(fields, "properties")));
  }

  private static List<Setting> settings(Map<String, YamlValue> fields) {
    List<Setting> settings = new ArrayList<>();
    YamlValue.in(fields, "settings")
        .ifPresent(all ->
            all.fields()
                .forEach((name, value) ->
                    settings.add(new Setting(name, value.word(), "of the topology"))));
    return settings;
  }

  private static DiskSetup disk(YamlValue value) {
    Map<String, YamlValue> fields = value.fields(DISK);
    YamlValue profile = value.required(fields, "profile");
    return DiskSetup.DEFAULT.withProfile(profile.said(() -> Profile.named(profile.text())));
  }
}
