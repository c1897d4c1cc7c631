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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks probes. A probe that cannot be asked does not hold. */
final class Probes implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Path folder;
  private final Map<String, String> variables;
  private final SqlProbes databases;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

  Probes(Path folder, Map<String, String> variables) {
    this.folder = folder;
    this.variables = variables;
    databases = new SqlProbes(folder, variables);
  }

  /** An answer. */
  sealed interface Answer {
    /** It is true. */
    record Yes() implements Answer {}

    /** It is not. */
    record No(String said) implements Answer {}

    /** No answer: the system may be down, or its address wrong. */
    record Unanswered(String said) implements Answer {}

    /** It could not be asked. */
    record Error(String said) implements Answer {}

    /** The reason given; empty if the answer is yes. */
    default String reason() {
      return switch (this) {
        case Yes yes -> "";
        case No(var said) -> said;
        case Unanswered(var said) -> "no answer: " + said;
        case Error(var said) -> "asking failed: " + said;
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
        case Probe.Sql sql -> inTime(() -> databases.ask(sql));
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

  /** Answers of several, in their order, asked at the same time: one that hangs delays no other. */
  List<Answer> askAll(List<Probe> probes) {
    if (probes.size() < 2) {
      return probes.stream().map(this::ask).toList();
    }
    List<Future<Answer>> asked = new ArrayList<>();
    for (Probe probe : probes) {
      asked.add(threads.submit(() -> ask(probe)));
    }
    return asked.stream().map(Probes::got).toList();
  }

  private static Answer got(Future<Answer> answer) {
    try {
      return answer.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer.Error("interrupted");
    } catch (ExecutionException e) {
      return new Answer.Error(String.valueOf(e.getCause()));
    }
  }

  boolean allHold(List<Probe> probes) {
    return askAll(probes).stream().allMatch(Answer.Yes.class::isInstance);
  }

  /** Limits the time of a driver that has no timeout of its own. */
  private Answer inTime(Callable<Answer> question) throws InterruptedException {
    Future<Answer> answer = threads.submit(question);
    try {
      return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      return new Answer.Unanswered("nothing within " + PATIENCE.toSeconds() + " s");
    } catch (ExecutionException e) {
      return new Answer.Error(String.valueOf(e.getCause()));
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    databases.close();
    client.shutdownNow();
  }
}
