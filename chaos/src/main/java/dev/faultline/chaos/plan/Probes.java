package dev.faultline.chaos.plan;

import dev.faultline.chaos.monkey.process.Shell;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Asks probes. One that cannot be asked does not hold. */
final class Probes implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Path folder;
  private final Map<String, String> variables;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

  Probes(Path folder, Map<String, String> variables) {
    this.folder = folder;
    this.variables = variables;
  }

  /** An answer. */
  sealed interface Answer {
    /** It is true. */
    record Yes() implements Answer {}

    /** It is not. */
    record No(String said) implements Answer {}

    /** Nobody answered: it may be down, or its address wrong. */
    record Unanswered(String said) implements Answer {}

    /** It could not be asked. */
    record Error(String said) implements Answer {}

    /** What was said; empty where it is true. */
    default String reason() {
      return switch (this) {
        case Yes yes -> "";
        case No(var said) -> said;
        case Unanswered(var said) -> "no answer: " + said;
        case Error(var said) -> "it cannot be asked: " + said;
      };
    }
  }

  boolean holds(Probe probe) {
    return ask(probe) instanceof Answer.Yes;
  }

  Answer ask(Probe probe) {
    return ask(probe, Map.of());
  }

  Answer ask(Probe probe, Map<String, String> more) {
    try {
      return switch (probe) {
        case Probe.Command command -> command(command, more);
        case Probe.Tcp tcp -> tcp(tcp);
        case Probe.Http http -> http(http);
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer.Error("interrupted");
    }
  }

  private Answer command(Probe.Command probe, Map<String, String> more)
      throws InterruptedException {
    Map<String, String> all = new TreeMap<>(variables);
    all.putAll(more);
    try {
      Shell.Result result = Shell.run(probe.command(), folder, all, PATIENCE);
      if (result.exitCode() == 126 || result.exitCode() == 127) {
        return new Answer.Error(result.said());
      }
      return result.exitCode() == 0
          ? new Answer.Yes()
          : new Answer.No(
              "exit code "
                  + result.exitCode()
                  + (result.said().isEmpty() ? "" : ": " + result.said()));
    } catch (IOException e) {
      return new Answer.Error(String.valueOf(e.getMessage()));
    }
  }

  private static Answer tcp(Probe.Tcp probe) {
    if (isUnknown(probe.host())) {
      return unknown(probe.host());
    }
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(probe.host(), probe.port()), (int) PATIENCE.toMillis());
      return new Answer.Yes();
    } catch (IOException e) {
      return new Answer.No(String.valueOf(e.getMessage()));
    }
  }

  private static boolean isUnknown(String host) {
    return new InetSocketAddress(host, 1).isUnresolved();
  }

  private static Answer unknown(String host) {
    return new Answer.Error("there is no host '" + host + "'");
  }

  private Answer http(Probe.Http probe) throws InterruptedException {
    if (isUnknown(probe.uri().getHost())) {
      return unknown(probe.uri().getHost());
    }
    try {
      HttpRequest request = HttpRequest.newBuilder(probe.uri()).timeout(PATIENCE).GET().build();
      int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      return status == probe.status()
          ? new Answer.Yes()
          : new Answer.No("status " + status + ", expected " + probe.status());
    } catch (IOException e) {
      String message = e.getMessage();
      return new Answer.Unanswered(message == null ? e.getClass().getSimpleName() : message);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
