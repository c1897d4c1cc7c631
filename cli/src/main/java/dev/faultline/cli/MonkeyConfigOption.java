package dev.faultline.cli;

import dev.faultline.chaos.monkey.config.ConfigException;
import dev.faultline.chaos.monkey.config.MonkeyConfig;
import dev.faultline.explore.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the monkey's configuration is. */
final class MonkeyConfigOption {
  private static final List<Path> USUAL =
      List.of(
          Path.of("chaosmonkey.toml"),
          Path.of("/apps/chaosmonkey/chaosmonkey.toml"),
          Path.of("/etc/chaosmonkey.toml"),
          Path.of("/etc/chaosmonkey/chaosmonkey.toml"));

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "The monkey's configuration; default: chaosmonkey.toml in ., /apps/chaosmonkey, /etc or"
              + " /etc/chaosmonkey.")
  private @Nullable Path file;

  /** The file; the default is the first of the usual ones that exists. */
  Path file() {
    if (file != null) {
      return file;
    }
    return USUAL.stream()
        .filter(Files::exists)
        .findFirst()
        .orElseThrow(() ->
            new UsageException(
                "there is no configuration at "
                    + USUAL.stream().map(Path::toString).collect(Collectors.joining(", "))
                    + "; name one with --config"));
  }

  /** Reads it; what is wrong with it is the user's to mend. */
  MonkeyConfig read(Terminal terminal) {
    try {
      return MonkeyConfig.read(file(), terminal.environment());
    } catch (ConfigException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Reads it anew at each call. */
  Supplier<MonkeyConfig> reader(Terminal terminal) {
    Path chosen = file();
    return () -> MonkeyConfig.read(chosen, terminal.environment());
  }
}
