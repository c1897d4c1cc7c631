package dev.faultline.cli;

import dev.faultline.chaos.client.ProxyClient;
import dev.faultline.chaos.client.RefusedException;
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

  /** Something to ask a server. */
  interface Question {
    void ask(ProxyClient client) throws IOException;
  }

  /** Asks, and says in one line why nothing came of it: exit 1 where the server refuses. */
  int ask(Terminal terminal, Question question) {
    String address =
        host == null ? terminal.environment().getOrDefault("TOXIPROXY_URL", DEFAULT_SERVER) : host;
    Optional<String> secret =
        Optional.ofNullable(token)
            .or(() -> Optional.ofNullable(terminal.environment().get("FAULTLINE_PROXY_TOKEN")));
    try (ProxyClient client = new ProxyClient(uri(address), secret)) {
      question.ask(client);
      terminal.out().flush();
      return 0;
    } catch (RefusedException e) {
      terminal.err().println("faultline: " + e.getMessage());
      return 1;
    } catch (IOException e) {
      terminal
          .err()
          .println(
              "faultline: no proxy server answers at "
                  + address
                  + "; './faultline proxy' starts one");
      return 1;
    }
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
