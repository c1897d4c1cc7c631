package dev.faultline.cli;

import dev.faultline.chaos.Protocol;
import dev.faultline.chaos.ProxyMode;
import dev.faultline.explore.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What kind of proxy it is. */
final class ProxyModeOptions {
  @Option(
      names = "--protocol",
      paramLabel = "PROTOCOL",
      completionCandidates = Protocols.class,
      description = "What it carries: ${COMPLETION-CANDIDATES}; default: tcp.")
  private String protocol = "tcp";

  @Option(
      names = "--black-hole",
      description = "There is no server: clients are accepted, and what they send is swallowed.")
  private boolean blackHole;

  @Option(
      names = "--on-dial-failure",
      paramLabel = "WHAT",
      completionCandidates = OnDialFailure.class,
      description =
          "What a client sees when the server cannot be reached: ${COMPLETION-CANDIDATES}; default: close.")
  private String onDialFailure = "close";

  @Option(
      names = "--idle-timeout",
      paramLabel = "MS",
      converter = Converters.PositiveLong.class,
      description = "How long a silent UDP client is remembered; default: ${DEFAULT-VALUE}.")
  private long idleMillis = ProxyMode.DEFAULT_IDLE_MILLIS;

  @Mixin private ProxyTlsOptions tls = new ProxyTlsOptions();

  ProxyMode mode() {
    Protocol carried =
        Protocol.named(protocol).orElseThrow(() -> wrong("--protocol", protocol, new Protocols()));
    if (!new OnDialFailure().contains(onDialFailure)) {
      throw wrong("--on-dial-failure", onDialFailure, new OnDialFailure());
    }
    return new ProxyMode(carried, blackHole, onDialFailure.equals("reset"), idleMillis, tls.mode());
  }

  private static UsageException wrong(String option, String value, List<String> expected) {
    return new UsageException(
        "%s is '%s', expected %s".formatted(option, value, String.join(" or ", expected)));
  }

  /** For completion. */
  private static final class Protocols extends ArrayList<String> {
    private static final long serialVersionUID = 1L;

    Protocols() {
      super(Stream.of(Protocol.values()).map(Protocol::text).collect(Collectors.toList()));
    }
  }

  /** For completion. */
  private static final class OnDialFailure extends ArrayList<String> {
    private static final long serialVersionUID = 1L;

    OnDialFailure() {
      super(List.of("close", "reset"));
    }
  }
}
