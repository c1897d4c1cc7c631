package dev.faultline.chaos.monkey.config;

import dev.faultline.chaos.monkey.group.ClusterName;
import dev.faultline.chaos.monkey.process.Finder;
import dev.faultline.chaos.monkey.schedule.WorkCalendar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The monkey's configuration: Chaos Monkey's {@code chaosmonkey.toml}, with the tables {@code
 * [faultline]} and {@code [[cluster]]} added by Faultline.
 *
 * @param enabled whether anything is struck at all; default false
 * @param scheduleEnabled whether days are planned; default false
 * @param leashed whether it only reports what it would do; default true
 * @param accounts that opted in; default none
 * @param calendar when it acts; default Monday to Friday, 9:00 to 15:00, America/Los_Angeles
 * @param appsMax how many apps are planned for
 * @param testEnvironment whether the monkey itself runs in a test environment, where it must be
 *     leashed
 * @param state the folder of its audit log, its locks and of faults to undo
 * @param apps the folder of the apps' JSON, {@code APP.json}
 * @param lever the file whose existence stops everything
 * @param outageCommand a command of the shell: exit code 0 means no outage, 1 means an outage
 * @param trackers commands of the shell that are told of each termination before it happens
 * @param seed of the schedule; drawn at random if absent. Victims are drawn anew each time
 * @param metrics a file for Prometheus's node exporter
 * @param clusters the clusters that it knows
 * @param ignored keys that are accepted but have no effect here
 */
public record MonkeyConfig(
    boolean enabled,
    boolean scheduleEnabled,
    boolean leashed,
    List<String> accounts,
    WorkCalendar calendar,
    long appsMax,
    boolean testEnvironment,
    Path state,
    Path apps,
    Path lever,
    Optional<String> outageCommand,
    List<String> trackers,
    OptionalLong seed,
    Optional<Path> metrics,
    List<Cluster> clusters,
    List<String> ignored) {

  /** Some processes of this machine, under a name. */
  public record Cluster(ClusterName name, String account, String region, List<Finder> finders) {
    public Cluster {
      finders = List.copyOf(finders);
    }
  }

  public MonkeyConfig {
    accounts = List.copyOf(accounts);
    trackers = List.copyOf(trackers);
    clusters = List.copyOf(clusters);
    ignored = List.copyOf(ignored);
  }

  /**
   * The configuration in a file. Paths in it are relative to its folder.
   *
   * @param environment variables such as {@code CHAOSMONKEY_ENABLED}, which override the file
   * @throws ConfigException that names the file, the line, the value and what was expected
   */
  public static MonkeyConfig read(Path file, Map<String, String> environment) {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new ConfigException(
          "there is no file " + file + ", expected the monkey's configuration", e);
    } catch (IOException e) {
      throw new ConfigException(file + " cannot be read: " + e.getMessage(), e);
    }
    Path folder = file.toAbsolutePath().resolveSibling("");
    return new MonkeyReader(file.toString(), folder, Toml.parse(file.toString(), text), environment)
        .read();
  }

  /** The configuration of an app. */
  public AppConfig app(String app) {
    return AppConfig.read(apps.resolve(app + ".json"));
  }
}
