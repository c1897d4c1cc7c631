package dev.faultline.cli;

import dev.faultline.chaos.monkey.Instances;
import dev.faultline.chaos.monkey.config.AppConfig;
import dev.faultline.chaos.monkey.config.ConfigException;
import dev.faultline.chaos.monkey.config.MonkeyConfig;
import dev.faultline.chaos.monkey.group.Group;
import dev.faultline.explore.UsageException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which group is meant, as Chaos Monkey's commands have it. */
final class MonkeyGroupOptions {
  @Parameters(index = "0", paramLabel = "APP", description = "The app.")
  private String app = "";

  @Parameters(index = "1", paramLabel = "ACCOUNT", description = "Its account.")
  private String account = "";

  @Option(names = "--region", paramLabel = "NAME", description = "Where regions are independent.")
  private @Nullable String region;

  @Option(names = "--stack", paramLabel = "NAME", description = "Where groups are stacks.")
  private @Nullable String stack;

  @Option(names = "--cluster", paramLabel = "NAME", description = "Where groups are clusters.")
  private @Nullable String cluster;

  /** The one group that is meant. */
  Group group(MonkeyConfig config) {
    List<Group> all = Instances.groups(config, app, settings(config));
    List<Group> meant = all.stream().filter(this::isMeant).toList();
    if (meant.size() == 1) {
      return meant.getFirst();
    }
    String known =
        all.isEmpty()
            ? "there are none of this app"
            : "there are " + all.stream().map(Group::name).collect(Collectors.joining(", "));
    throw new UsageException(
        meant.isEmpty()
            ? "no group is meant; " + known
            : meant.size()
                + " groups are meant, expected one; "
                + known
                + "; choose with --stack, --cluster or --region");
  }

  private boolean isMeant(Group group) {
    return group.account().equals(account)
        && (region == null || group.region().equals(region))
        && (stack == null || group.stack().equals(stack))
        && (cluster == null || group.cluster().equals(cluster));
  }

  /** An app whose configuration cannot be read has no groups that are known. */
  private AppConfig settings(MonkeyConfig config) {
    if (!Instances.apps(config).contains(app)) {
      throw new UsageException(
          "there is no app '%s', expected one of %s"
              .formatted(app, String.join(", ", Instances.apps(config))));
    }
    try {
      return config.app(app);
    } catch (ConfigException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }
}
