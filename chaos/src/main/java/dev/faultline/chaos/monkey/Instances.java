package dev.faultline.chaos.monkey;

import dev.faultline.chaos.monkey.config.AppConfig;
import dev.faultline.chaos.monkey.config.MonkeyConfig;
import dev.faultline.chaos.monkey.config.MonkeyConfig.Cluster;
import dev.faultline.chaos.monkey.group.Group;
import dev.faultline.chaos.monkey.group.Instance;
import dev.faultline.chaos.monkey.process.Finder;
import dev.faultline.chaos.monkey.process.ProcessId;
import dev.faultline.chaos.monkey.process.ProcessView;
import dev.faultline.chaos.monkey.process.Procfs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The processes and groups that a configuration names. */
public final class Instances {
  private Instances() {}

  /**
   * All instances that run now, in the order of the configuration; a process that two finders of a
   * cluster find is one instance.
   *
   * @throws IOException where it cannot be told
   */
  public static List<Instance> of(MonkeyConfig config, Procfs procfs) throws IOException {
    List<Instance> all = new ArrayList<>();
    for (Cluster cluster : config.clusters()) {
      Set<ProcessId> seen = new HashSet<>();
      for (Finder finder : cluster.finders()) {
        for (ProcessView view : finder.find(procfs)) {
          if (seen.add(view.id())) {
            all.add(
                new Instance(
                    view, finder.slot(view), cluster.account(), cluster.region(), cluster.name()));
          }
        }
      }
    }
    return all;
  }

  /** The groups of an app, by name, including those without a running instance. */
  public static List<Group> groups(MonkeyConfig config, String app, AppConfig settings) {
    return Group.sorted(
        config.clusters().stream()
            .filter(cluster -> cluster.name().app().equals(app))
            .map(cluster ->
                Group.of(
                    settings.grouping(),
                    settings.regionsAreIndependent(),
                    cluster.account(),
                    cluster.region(),
                    cluster.name()))
            .toList());
  }

  /** The apps, by name. */
  public static List<String> apps(MonkeyConfig config) {
    return config.clusters().stream().map(one -> one.name().app()).distinct().sorted().toList();
  }
}
