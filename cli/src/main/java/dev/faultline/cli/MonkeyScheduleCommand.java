package dev.faultline.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.faultline.chaos.monkey.Instances;
import dev.faultline.chaos.monkey.MonkeySchedule;
import dev.faultline.chaos.monkey.PublishedDays;
import dev.faultline.chaos.monkey.config.MonkeyConfig;
import dev.faultline.chaos.monkey.group.Group;
import dev.faultline.chaos.monkey.group.Grouping;
import dev.faultline.chaos.monkey.schedule.DaySchedule;
import dev.faultline.explore.UsageException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints a day in advance. */
@Command(
    name = "schedule",
    description = {
      "Prints when which group is struck on one day. It follows from the seed and the day;"
          + " 'terminate' still checks everything when it comes to act.",
      "With --cron it prints lines for a table of cron, in UTC, each of which calls 'terminate'."
    })
final class MonkeyScheduleCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private MonkeyConfigOption configuration;

  @Option(
      names = "--date",
      paramLabel = "DAY",
      description = "Such as 2026-12-01; default: today in the configuration's time zone.")
  private @Nullable String date;

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      converter = Converters.Seed.class,
      description =
          "From which the day follows; default: the configuration's, else drawn and printed.")
  private @Nullable Long seed;

  @Option(
      names = "--apps",
      paramLabel = "APP",
      split = ",",
      description = "Only these; default: all.")
  private List<String> apps = List.of();

  @Option(
      names = "--record",
      description = "Publish the day in the state folder, which can be done once.")
  private boolean publishes;

  @Option(
      names = "--cron",
      paramLabel = "USER",
      description = "Print lines of cron that run as this user.")
  private @Nullable String cron;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  MonkeyScheduleCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    MonkeyConfig config = configuration.read(terminal);
    if (!config.scheduleEnabled()) {
      throw new UsageException("schedule_enabled is false in " + configuration.file());
    }
    long drawn =
        seed != null ? seed : config.seed().orElseGet(() -> System.nanoTime() & 0x7fff_ffffL);
    for (String app : apps) {
      if (!Instances.apps(config).contains(app)) {
        throw new UsageException(
            "there is no app '%s' in %s, expected one of %s"
                .formatted(app, configuration.file(), Instances.apps(config)));
      }
    }
    MonkeySchedule day = MonkeySchedule.of(config, day(config), apps, drawn);
    day.warnings().forEach(warning -> terminal.err().println("faultline: " + warning));
    if (publishes) {
      publish(config, day);
    }
    if (json) {
      terminal.out().println(Json.text(document(day)));
    } else if (cron != null) {
      day.schedule().entries().forEach(entry -> terminal.out().println(line(day, entry)));
    } else {
      terminal
          .out()
          .printf(
              "%s in %s, hours %s, seed %d: %s%n",
              day.schedule().day(),
              config.calendar().zone(),
              config.calendar().hours(),
              drawn,
              HumanText.count(day.schedule().entries().size(), "termination"));
      terminal.out().print(text(day));
    }
    return ExitCode.NO_VIOLATION.number();
  }

  private LocalDate day(MonkeyConfig config) {
    if (date == null) {
      return LocalDate.ofInstant(InstantSource.system().instant(), config.calendar().zone());
    }
    try {
      return LocalDate.parse(date);
    } catch (DateTimeParseException e) {
      throw new UsageException("--date is '" + date + "', expected one such as 2026-12-01", e);
    }
  }

  private void publish(MonkeyConfig config, MonkeySchedule day) {
    try {
      new PublishedDays(config.state()).publish(day.schedule().day(), text(day));
    } catch (FileAlreadyExistsException e) {
      throw new UsageException(
          day.schedule().day() + " has been published already, as " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UsageException("the day cannot be published: " + e.getMessage(), e);
    }
  }

  private static String text(MonkeySchedule day) {
    StringBuilder text = new StringBuilder();
    for (DaySchedule.Entry entry : day.schedule().entries()) {
      text.append(entry.at().toOffsetDateTime() + "\t" + entry.group() + "\n");
    }
    return text.toString();
  }

  private String line(MonkeySchedule day, DaySchedule.Entry entry) {
    ZonedDateTime utc = entry.at().withZoneSameInstant(ZoneOffset.UTC);
    Group group = Objects.requireNonNull(day.groups().get(entry.group()));
    StringBuilder words = new StringBuilder();
    if (group.grouping() == Grouping.STACK) {
      words.append(" --stack=" + group.stack());
    }
    if (group.grouping() == Grouping.CLUSTER) {
      words.append(" --cluster=" + group.cluster());
    }
    if (!group.region().isEmpty()) {
      words.append(" --region=" + group.region());
    }
    return "%d %d %d %d * %s %s monkey terminate %s %s%s --config %s"
        .formatted(
            utc.getMinute(),
            utc.getHour(),
            utc.getDayOfMonth(),
            utc.getMonthValue(),
            cron,
            forCron(OwnCommand.of(terminal)),
            group.app(),
            group.account(),
            words,
            forCron(quoted(configuration.file().toAbsolutePath().toString())));
  }

  /** Cron takes a percent sign for the end of the command, see crontab(5). */
  private static String forCron(String text) {
    return text.replace("%", "\\%");
  }

  private static String quoted(String text) {
    return text.matches("[A-Za-z0-9_./%+:@-]*") ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  private static JsonObject document(MonkeySchedule day) {
    JsonObject document = new JsonObject();
    document.addProperty("day", day.schedule().day().toString());
    document.addProperty("seed", day.schedule().seed());
    JsonArray entries = new JsonArray();
    for (DaySchedule.Entry entry : day.schedule().entries()) {
      JsonObject one = new JsonObject();
      one.addProperty("at", entry.at().toOffsetDateTime().toString());
      one.addProperty("group", entry.group());
      entries.add(one);
    }
    document.add("terminations", entries);
    document.add("warnings", Json.strings(day.warnings()));
    return document;
  }
}
