package dev.faultline.chaos.monkey.config;

import dev.faultline.chaos.monkey.group.ClusterName;
import dev.faultline.chaos.monkey.process.Finder;
import dev.faultline.chaos.monkey.schedule.Holidays;
import dev.faultline.chaos.monkey.schedule.Hours;
import dev.faultline.chaos.monkey.schedule.WorkCalendar;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads {@link MonkeyConfig} from tables. */
final class MonkeyReader {
  /** Keys of the original that mean nothing without its cron files and its Spinnaker. */
  private static final Set<String> IGNORED =
      Set.of(
          "cron_path",
          "term_path",
          "term_account",
          "schedule_cron_path",
          "schedule_path",
          "log_path");

  private static final Set<String> KNOWN =
      Set.of(
          "enabled",
          "schedule_enabled",
          "leashed",
          "accounts",
          "start_hour",
          "end_hour",
          "time_zone",
          "max_apps",
          "trackers",
          "error_counter",
          "decryptor",
          "outage_checker");

  private static final Set<String> OWN =
      Set.of(
          "state",
          "apps",
          "lever",
          "outage_command",
          "trackers",
          "seed",
          "metrics",
          "hours",
          "work_days",
          "holidays",
          "test_environment");

  private final String source;
  private final Path folder;
  private final Toml toml;
  private final Map<String, String> environment;
  private final List<String> ignored = new ArrayList<>();

  MonkeyReader(String source, Path folder, Toml toml, Map<String, String> environment) {
    this.source = source;
    this.folder = folder;
    this.toml = toml;
    this.environment = environment;
  }

  MonkeyConfig read() {
    checkNames();
    refusePlugin("chaosmonkey", "outage_checker", "outage_command in [faultline]");
    refusePlugin("chaosmonkey", "error_counter", "metrics in [faultline]");
    refusePlugin("chaosmonkey", "decryptor", "a file that needs none");
    refusePlugin("dynamic", "provider", "the file itself, which is read at each use");
    List<String> foreign = texts("chaosmonkey", "trackers");
    if (!foreign.isEmpty()) {
      throw wrong("chaosmonkey", "trackers", "none; trackers in [faultline]");
    }
    Path state = path("state").orElse(folder.resolve("faultline-monkey"));
    return new MonkeyConfig(
        flag("chaosmonkey", "enabled", false),
        flag("chaosmonkey", "schedule_enabled", false),
        flag("chaosmonkey", "leashed", true),
        texts("chaosmonkey", "accounts"),
        calendar(),
        whole("chaosmonkey", "max_apps", 0, Long.MAX_VALUE).orElse(Long.MAX_VALUE),
        flag("faultline", "test_environment", false),
        state,
        path("apps").orElse(folder),
        path("lever").orElse(state.resolve("STOP")),
        text("faultline", "outage_command"),
        texts("faultline", "trackers"),
        whole("faultline", "seed", Long.MIN_VALUE, Long.MAX_VALUE),
        path("metrics"),
        clusters(),
        ignored);
  }

  private void checkNames() {
    for (Toml.Table table : toml.tables().values()) {
      switch (table.name()) {
        case "chaosmonkey" -> checkKeys(table, KNOWN);
        case "faultline" -> checkKeys(table, OWN);
        case "dynamic" -> {}
        case "database", "spinnaker" -> ignored.add("[" + table.name() + "]");
        default -> {
          if (!table.name().isEmpty() || !table.values().isEmpty()) {
            throw new ConfigException(
                "%s:%d: there is no table [%s], expected [chaosmonkey], [faultline] or [[cluster]]"
                    .formatted(source, table.line(), table.name()));
          }
        }
      }
    }
    toml.arrays()
        .forEach((name, tables) -> {
          if (!name.equals("cluster")) {
            throw new ConfigException(
                "%s:%d: there is no table [[%s]], expected [[cluster]]"
                    .formatted(source, tables.getFirst().line(), name));
          }
        });
  }

  private void checkKeys(Toml.Table table, Set<String> known) {
    table
        .values()
        .forEach((key, value) -> {
          if (table.name().equals("chaosmonkey") && IGNORED.contains(key)) {
            ignored.add(key);
          } else if (!known.contains(key)) {
            throw new ConfigException(
                "%s:%d: there is no key '%s' in [%s], expected one of %s"
                    .formatted(
                        source,
                        value.line(),
                        key,
                        table.name(),
                        String.join(", ", new TreeSet<>(known))));
          }
        });
  }

  private void refusePlugin(String table, String key, String instead) {
    if (text(table, key).filter(name -> !name.isEmpty()).isPresent()) {
      throw wrong(table, key, "nothing, since no such plug-in is known; use " + instead);
    }
  }

  private WorkCalendar calendar() {
    return ConfigText.in(source, () -> new WorkCalendar(zone(), hours(), workDays(), holidays()));
  }

  private ZoneId zone() {
    String name = text("chaosmonkey", "time_zone").orElse("America/Los_Angeles");
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      throw wrong("chaosmonkey", "time_zone", "a time zone such as Europe/Berlin");
    }
  }

  private Hours hours() {
    Optional<String> own = text("faultline", "hours");
    if (own.isEmpty()) {
      int start = (int) whole("chaosmonkey", "start_hour", 0, 23).orElse(9);
      int end = (int) whole("chaosmonkey", "end_hour", 1, 24).orElse(15);
      if (end <= start) {
        throw new ConfigException(
            "%s: end_hour is %d and start_hour is %d, expected a later end; for hours over midnight write hours = \"%02d:00-%02d:00\" in [faultline]"
                .formatted(source, end, start, start, end));
      }
      return new Hours(
          LocalTime.of(start, 0), end == 24 ? LocalTime.MIDNIGHT : LocalTime.of(end, 0));
    }
    String[] parts = own.get().split("-", -1);
    try {
      if (parts.length == 2) {
        return new Hours(LocalTime.parse(parts[0].strip()), LocalTime.parse(parts[1].strip()));
      }
    } catch (DateTimeException e) {
      // Said below.
    }
    throw wrong("faultline", "hours", "two times such as \"22:00-04:30\"");
  }

  private EnumSet<DayOfWeek> workDays() {
    List<String> names = texts("faultline", "work_days");
    if (names.isEmpty()) {
      return EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY);
    }
    EnumSet<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    for (String name : names) {
      try {
        days.add(DayOfWeek.valueOf(name.toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        throw wrong("faultline", "work_days", "days such as [\"monday\", \"sunday\"]");
      }
    }
    return days;
  }

  private SortedSet<LocalDate> holidays() {
    Optional<Path> file = path("holidays");
    if (file.isEmpty()) {
      return new TreeSet<>();
    }
    try {
      return Holidays.read(file.get());
    } catch (IOException e) {
      throw wrong("faultline", "holidays", "a file that can be read");
    }
  }

  private List<MonkeyConfig.Cluster> clusters() {
    TreeMap<String, MonkeyConfig.Cluster> clusters = new TreeMap<>();
    for (Toml.Table table : toml.arrays().getOrDefault("cluster", List.of())) {
      String place = source + ":" + table.line() + ": [[cluster]]";
      table
          .values()
          .keySet()
          .forEach(key -> {
            if (!Set.of("name", "account", "region", "find").contains(key)) {
              throw new ConfigException(
                  place + " has no key '" + key + "', expected name, account, region and find");
            }
          });
      ClusterName name =
          ConfigText.in(place, () -> ClusterName.parse(require(place, table, "name")));
      List<Finder> finders =
          strings(place + ": find", table.values().get("find")).stream()
              .map(text -> ConfigText.in(place, () -> Finder.parse(text, folder)))
              .toList();
      if (finders.isEmpty()) {
        throw new ConfigException(
            place + " has no 'find', expected an array of " + Finder.EXPECTED);
      }
      var cluster =
          new MonkeyConfig.Cluster(
              name, require(place, table, "account"), require(place, table, "region"), finders);
      if (clusters.putIfAbsent(name + " " + cluster.account() + " " + cluster.region(), cluster)
          != null) {
        throw new ConfigException(place + ": cluster '" + name + "' is there twice");
      }
    }
    return List.copyOf(clusters.values());
  }

  private static String require(String place, Toml.Table table, String key) {
    Toml.Value value = table.values().get(key);
    if (value != null && value.it() instanceof String text && text.matches("[A-Za-z0-9_.*-]+")) {
      return text;
    }
    throw new ConfigException(
        place + " has no '" + key + "', expected a name of letters, digits, '_', '.' and '-'");
  }

  /** The value of a key: of the environment, else of the file. */
  private Toml.@Nullable Value value(String table, String key) {
    String variable = (table + "_" + key).toUpperCase(Locale.ROOT);
    String set = environment.get(variable);
    if (set != null && table.equals("chaosmonkey")) {
      return new Toml.Value(typed(key, set), 0);
    }
    Toml.Table found = toml.tables().get(table);
    return found == null ? null : found.values().get(key);
  }

  private static Object typed(String key, String text) {
    if (key.equals("accounts") || key.equals("trackers")) {
      return text.isEmpty() ? List.of() : List.of(text.split("[,\\s]+"));
    }
    if (text.equals("true") || text.equals("false")) {
      return Boolean.valueOf(text);
    }
    return text.matches("-?[0-9]{1,18}") ? (Object) Long.valueOf(text) : text;
  }

  private boolean flag(String table, String key, boolean otherwise) {
    Toml.Value value = value(table, key);
    if (value == null) {
      return otherwise;
    }
    if (value.it() instanceof Boolean flag) {
      return flag;
    }
    throw wrong(table, key, "true or false");
  }

  private OptionalLong whole(String table, String key, long least, long most) {
    Toml.Value value = value(table, key);
    if (value == null) {
      return OptionalLong.empty();
    }
    if (value.it() instanceof Long number && number >= least && number <= most) {
      return OptionalLong.of(number);
    }
    throw wrong(
        table,
        key,
        most == Long.MAX_VALUE ? "a whole number" : "a whole number from " + least + " to " + most);
  }

  private Optional<String> text(String table, String key) {
    Toml.Value value = value(table, key);
    if (value == null) {
      return Optional.empty();
    }
    if (value.it() instanceof String text) {
      return Optional.of(text);
    }
    throw wrong(table, key, "a string");
  }

  private Optional<Path> path(String key) {
    return text("faultline", key).map(folder::resolve);
  }

  private List<String> texts(String table, String key) {
    return strings(source + ": " + key, value(table, key));
  }

  private static List<String> strings(String place, Toml.@Nullable Value value) {
    if (value == null) {
      return List.of();
    }
    if (value.it() instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
      return list.stream().map(String.class::cast).toList();
    }
    throw new ConfigException(place + " is " + value.it() + ", expected an array of strings");
  }

  private ConfigException wrong(String table, String key, String expected) {
    Toml.Value value = value(table, key);
    String place =
        value == null || value.line() == 0
            ? source + ": " + key
            : "%s:%d: %s".formatted(source, value.line(), key);
    return new ConfigException(
        "%s is '%s', expected %s".formatted(place, value == null ? "" : value.it(), expected));
  }
}
