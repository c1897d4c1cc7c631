package dev.faultline.chaos.monkey;

import dev.faultline.chaos.monkey.config.AppConfig;
import dev.faultline.chaos.monkey.config.ConfigException;
import dev.faultline.chaos.monkey.config.MonkeyConfig;
import dev.faultline.chaos.monkey.group.Group;
import dev.faultline.chaos.monkey.schedule.DaySchedule;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The day of a configuration.
 *
 * @param groups the groups that the entries name
 * @param warnings apps that were left out because their configuration is invalid, a line each
 */
public record MonkeySchedule(
    DaySchedule schedule, SortedMap<String, Group> groups, List<String> warnings) {
  /**
   * Plans a day. The switch {@code enabled} is ignored, so that it can be turned on later in the
   * day; apps that are off are left out.
   *
   * @param only the apps to plan for; empty for all, up to the configuration's number
   */
  public static MonkeySchedule of(
      MonkeyConfig config, LocalDate day, List<String> only, long seed) {
    SortedMap<String, Group> groups = new TreeMap<>();
    List<DaySchedule.Planned> planned = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    long apps = 0;
    for (String app : Instances.apps(config)) {
      if (apps >= config.appsMax() || (!only.isEmpty() && !only.contains(app))) {
        continue;
      }
      apps++;
      AppConfig settings;
      try {
        settings = config.app(app);
      } catch (ConfigException e) {
        warnings.add("app '" + app + "' is left out: " + e.getMessage());
        continue;
      }
      if (!settings.enabled()) {
        continue;
      }
      for (Group group : Instances.groups(config, app, settings)) {
        groups.put(group.name(), group);
        planned.add(new DaySchedule.Planned(group.name(), settings.mean()));
      }
    }
    return new MonkeySchedule(
        DaySchedule.of(day, config.calendar(), planned, seed), groups, warnings);
  }
}
