package dev.faultline.cli;

import dev.faultline.chaos.client.FaultlineClient;
import dev.faultline.chaos.client.ProxyClient;
import dev.faultline.chaos.client.RefusedException;
import dev.faultline.chaos.client.UnknownAnswerException;
import dev.faultline.explore.UsageException;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which proxy server a command asks, and what becomes of its refusals. */
final class ProxyServerOption {
  private static final String DEFAULT_SERVER = "http://localhost:8474";

  @Option(
      names = "--host",
      paramLabel = "URL",
      description =
          "The server's address; default: the variable TOXIPROXY_URL, or http://localhost:8474.")
  private @Nullable String host;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description = "What the server asks for; default: the variable FAULTLINE_PROXY_TOKEN.")
  private @Nullable String token;

  @Option(
      names = "--json",
      description = "Print one JSON document, as the server's interface /v2 writes it.")
  private boolean json;

  /** Something to ask a server. */
  private interface Question {
    void ask(URI server, Optional<String> token) throws IOException;
  }

  /** Something that Toxiproxy's servers answer, too. */
  interface PlainQuestion {
    void ask(ProxyClient client) throws IOException;
  }

  /** Something that only Faultline's server answers. */
  interface OwnQuestion {
    void ask(FaultlineClient client) throws IOException;
  }

  /** Whether the answer is to be a JSON document. */
  boolean json() {
    return json;
  }

  /** Asks, and says in one line why nothing came of it: exit 1 where the server refuses. */
  int ask(Terminal terminal, PlainQuestion question) {
    return asking(
        terminal,
        (server, secret) -> {
          try (ProxyClient client = new ProxyClient(server, secret)) {
            question.ask(client);
          }
        });
  }

  /** Something that Faultline's server knows more about than others. */
  interface BothQuestion {
    void ask(ProxyClient client, FaultlineClient own) throws IOException;
  }

  /** Asks over both interfaces. */
  int askBoth(Terminal terminal, BothQuestion question) {
    return asking(
        terminal,
        (server, secret) -> {
          try (ProxyClient client = new ProxyClient(server, secret);
              FaultlineClient own = new FaultlineClient(server, secret)) {
            question.ask(client, own);
          }
        });
  }

  /** Asks over {@code /v2}. */
  int askOwn(Terminal terminal, OwnQuestion question) {
    return asking(
        terminal,
        (server, secret) -> {
          try (FaultlineClient client = new FaultlineClient(server, secret)) {
            question.ask(client);
          }
        });
  }

  private int asking(Terminal terminal, Question question) {
    String address =
        host == null ? terminal.environment().getOrDefault("TOXIPROXY_URL", DEFAULT_SERVER) : host;
    Optional<String> secret =
        Optional.ofNullable(token)
            .or(() -> Optional.ofNullable(terminal.environment().get("FAULTLINE_PROXY_TOKEN")))
            .filter(text -> token != null || !text.isEmpty());
    URI server = uri(address);
    if (secret.isPresent() && !secret.get().matches("[!-~]{1,1000}")) {
      throw new UsageException("--token is not a secret of visible characters without spaces");
    }
    try {
      question.ask(server, secret);
      terminal.out().flush();
      return 0;
    } catch (RefusedException e) {
      return refused(
          terminal,
          e.isNoSuchPath()
              ? "the server at " + address + " has no interface /v2: this takes Faultline's own"
              : HumanText.oneLine(String.valueOf(e.getMessage())));
    } catch (UnknownAnswerException e) {
      return refused(
          terminal,
          "what answers at %s is not a proxy server: %s"
              .formatted(address, HumanText.oneLine(String.valueOf(e.getMessage()))));
    } catch (IOException e) {
      return refused(
          terminal, "no proxy server answers at " + address + "; './faultline proxy' starts one");
    }
  }

  private int refused(Terminal terminal, String message) {
    terminal.err().println("faultline: " + message);
    if (json) {
      terminal.out().println(Json.text(Json.error(message, ExitCode.VIOLATION)));
      terminal.out().flush();
    }
    return ExitCode.VIOLATION.number();
  }

  private static URI uri(String address) {
    try {
      URI uri = URI.create(address.contains("://") ? address : "http://" + address);
      if (uri.getHost() != null && "http".equals(uri.getScheme())) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new UsageException(
        "--host is '" + address + "', expected an address such as http://localhost:8474");
  }
}
