package dev.faultline.chaos.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.chaos.monkey.Monkey;
import dev.faultline.chaos.monkey.process.Procfs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Plans and real processes, which only say their pid. Phases end by probes, not by their time. */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
abstract class PlanPlays {
  @TempDir Path folder;
  final List<PlanEvent> events = new ArrayList<>();
  long succeeded = 1;
  HistoryJudge judge = (history, model, level) -> HistoryJudge.Verdict.UNKNOWN;

  static String targets() {
    StringBuilder text = new StringBuilder("name: x\nlimit: 1\ntargets:\n");
    for (String name : List.of("a", "b", "c")) {
      text.append(
          """
            - name: %1$s
              roles: [db]
              start:
                command: [sh, -c, "echo $$ > pid-%1$s; echo >> starts-%1$s; exec sleep 600"]
                ready: {command: "grep -q sleep /proc/$(cat pid-%1$s)/cmdline"}
              primary: {command: 'test -e primary-$FAULTLINE_TARGET'}
          """
              .formatted(name));
    }
    return text.toString();
  }

  PlanReport run(String text) {
    return run(text, 7, event -> {});
  }

  PlanReport run(String text, long seed, Consumer<PlanEvent> listener) {
    Plan plan = PlanReader.parse("plan.yaml", folder, text);
    events.clear();
    PlanReport report =
        new PlanRun(
                plan,
                seed,
                state(),
                Map.of(),
                new HistoryJudge() {
                  @Override
                  public Verdict judge(Path history, String model, String level) {
                    return judge.judge(history, model, level);
                  }

                  @Override
                  public OptionalLong succeeded(Path history) {
                    return OptionalLong.of(succeeded);
                  }
                },
                event -> {
                  events.add(event);
                  listener.accept(event);
                })
            .run();
    assertThat(report.events()).isEqualTo(events);
    return report;
  }

  Path state() {
    return folder.resolve("state");
  }

  String said() {
    return String.join("\n", events.stream().map(PlanEvent::text).toList());
  }

  /** Whatever happened: nobody who was started lives, and nothing is left to undo. */
  @AfterEach
  void nothingIsLeft() throws IOException {
    for (String name : List.of("a", "b", "c")) {
      assertThat(lives(name)).isFalse();
    }
    assertThat(Monkey.undoStore(state()).pending()).isEmpty();
  }

  /** Whether the process lives that has written its pid under this name. */
  boolean lives(String name) {
    try {
      Path pid = folder.resolve("pid-" + name);
      return Files.exists(pid)
          && Procfs.ofMachine()
              .view(Integer.parseInt(Files.readString(pid).strip()))
              .filter(view -> !view.isDead())
              .isPresent();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  static String connects(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected() ? "yes" : "no";
    } catch (ConnectException e) {
      return "no";
    } catch (IOException e) {
      return e.toString();
    }
  }

  List<String> struck() {
    return events.stream()
        .map(PlanEvent::text)
        .filter(text -> text.startsWith("pause "))
        .map(text -> text.substring(6, 7))
        .toList();
  }

  static void linkToNowhere(Path link) {
    try {
      Files.createSymbolicLink(link, Path.of("nowhere"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void write(Path file) {
    try {
      Files.createFile(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
