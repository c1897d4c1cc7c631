package dev.faultline.chaos.disk;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file system that {@code ./faultline disk mount} serves, and its rules for faults. Its process
 * is asked over HTTP; docs/mount.md has the requests. Thread-safe.
 */
public final class MountedDisk {
  /** Rules wait for the calls that are under way, so an answer may take its time. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Pattern RULE =
      Pattern.compile("\\s*(\\d{1,9}): (.*?)(?: \\(struck ([0-9,]+) of .*\\))?");

  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .proxy(HttpClient.Builder.NO_PROXY)
          .connectTimeout(PATIENCE)
          .build();

  private final Path point;
  private final int port;

  private MountedDisk(Path point, int port) {
    this.point = point;
    this.port = port;
  }

  /**
   * A rule that is in force.
   *
   * @param struck how often
   */
  public record Rule(int number, String text, long struck) {}

  /** The process that serves it is gone, and its rules with it. */
  public static final class GoneException extends IOException {
    private static final long serialVersionUID = 1;

    GoneException(Path point, Throwable cause) {
      super("the process of the mount at " + point + " is gone", cause);
    }
  }

  /**
   * What is mounted at a point, and takes commands; empty where nothing is.
   *
   * @throws IOException where something else is mounted there, or it cannot be told
   */
  public static Optional<MountedDisk> at(Path point) throws IOException {
    Optional<MountTable.Entry> entry = MountTable.at(point);
    if (entry.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new MountedDisk(
            point,
            entry
                .get()
                .port()
                .orElseThrow(
                    () -> new IOException(point + " is not a mount that takes commands"))));
  }

  /** The rules in force. */
  public List<Rule> rules() throws IOException {
    return parsed(ask("GET", "/faults", ""));
  }

  /**
   * Adds rules, all or none; returns when they are in force.
   *
   * @param seed for what they leave to chance
   * @throws IOException where it cannot, with the reason
   */
  public void add(List<String> rules, long seed) throws IOException {
    ask("POST", "/faults?seed=" + seed, String.join("\n", rules));
  }

  /**
   * Takes rules away that have these texts, but for those that were there before.
   *
   * @param before numbers of rules that stay
   * @return those that were taken away, with how often they struck
   */
  public List<Rule> clear(List<String> texts, List<Integer> before) throws IOException {
    TreeSet<Integer> stay = new TreeSet<>(before);
    List<Rule> cleared = new ArrayList<>();
    for (Rule rule : rules()) {
      if (texts.contains(rule.text()) && !stay.contains(rule.number())) {
        List<Rule> gone = parsed(ask("DELETE", "/faults?rule=" + rule.number(), ""));
        cleared.addAll(gone.isEmpty() ? List.of(rule) : gone);
      }
    }
    return cleared;
  }

  private static List<Rule> parsed(List<String> lines) {
    List<Rule> rules = new ArrayList<>();
    for (String line : lines) {
      Matcher matcher = RULE.matcher(line);
      if (matcher.matches()) {
        String struck = matcher.group(3) == null ? "0" : matcher.group(3).replace(",", "");
        rules.add(
            new Rule(Integer.parseInt(matcher.group(1)), matcher.group(2), Long.parseLong(struck)));
      }
    }
    return rules;
  }

  private List<String> ask(String verb, String path, String body) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(PATIENCE)
            .method(
                verb,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
      String said = response.body().strip();
      if (response.statusCode() != 200) {
        throw new IOException("the mount at " + point + ": " + said);
      }
      return said.lines().toList();
    } catch (ConnectException e) {
      throw new GoneException(point, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
