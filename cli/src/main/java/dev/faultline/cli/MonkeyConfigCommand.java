package dev.faultline.cli;

import dev.faultline.chaos.monkey.config.AppConfig;
import dev.faultline.chaos.monkey.config.ConfigException;
import dev.faultline.chaos.monkey.config.MonkeyConfig;
import dev.faultline.explore.UsageException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Prints what the configuration means. */
@Command(
    name = "config",
    description = "Prints what the monkey's configuration means, defaults included, or an app's.")
final class MonkeyConfigCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private MonkeyConfigOption configuration;

  @Parameters(arity = "0..1", paramLabel = "APP", description = "The app; default: the monkey.")
  private @Nullable String app;

  MonkeyConfigCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    MonkeyConfig config = configuration.read(terminal);
    if (app == null) {
      print(config);
    } else {
      try {
        print(config.app(app));
      } catch (ConfigException e) {
        throw new UsageException(String.valueOf(e.getMessage()), e);
      }
    }
    return ExitCode.NO_VIOLATION.number();
  }

  private void print(MonkeyConfig config) {
    line("enabled", config.enabled());
    line("leashed", config.leashed());
    line("schedule_enabled", config.scheduleEnabled());
    line("accounts", config.accounts());
    line("hours", config.calendar().hours() + " in " + config.calendar().zone());
    line("work days", config.calendar().days());
    line("holidays", config.calendar().holidays());
    line("test environment", config.testEnvironment());
    line("state", config.state());
    line("apps", config.apps());
    line("lever", config.lever());
    line("outage command", config.outageCommand().orElse("none"));
    line("trackers", config.trackers());
    line("metrics", config.metrics().map(Object::toString).orElse("none"));
    for (MonkeyConfig.Cluster cluster : config.clusters()) {
      line(
          "cluster " + cluster.name(),
          "account %s, region %s, %s"
              .formatted(cluster.account(), cluster.region(), cluster.finders()));
    }
    if (!config.ignored().isEmpty()) {
      line("not used here", config.ignored());
    }
  }

  private void print(AppConfig settings) {
    line("enabled", settings.enabled());
    if (settings.whitelisted()) {
      line("whitelist", "present: nothing is struck");
    }
    line("grouping", settings.grouping().text());
    line("regions are independent", settings.regionsAreIndependent());
    line("mean time", settings.mean());
    line("minimum time", settings.minimum());
    line("minimum alive", settings.minimumAlive());
    line("not again within", settings.notAgainWithin());
    line("fault", settings.fault());
    settings.exclusions().forEach(exclusion -> line("exception", exclusion));
  }

  private void line(String name, Object value) {
    terminal.out().println(name + ": " + value);
  }
}
