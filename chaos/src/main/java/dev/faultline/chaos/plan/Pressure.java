package dev.faultline.chaos.plan;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The processes that take memory of the machine while a phase lasts. */
final class Pressure {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  private final Processes processes;
  private final Watch watch;
  private final Bands bands;
  private final Consumer<String> say;
  private final Consumer<String> withoutEffect;
  private final Map<String, String> pressing = new TreeMap<>();
  private int number;

  Pressure(
      Processes processes,
      Watch watch,
      Bands bands,
      Consumer<String> say,
      Consumer<String> withoutEffect) {
    this.processes = processes;
    this.watch = watch;
    this.bands = bands;
    this.say = say;
    this.withoutEffect = withoutEffect;
  }

  /** Returns when the memory is taken. */
  void begin(PlanFault.Memory fault) throws Halt {
    String name = "memory-" + ++number;
    try {
      MemoryTaker.require(fault.bytes());
      long before = size(processes.log(name));
      Process taker = processes.start(name, MemoryTaker.command(fault.bytes()), Map.of());
      // The system ends it first where memory runs out.
      processes.expectEnd(name);
      pressing.put(name, fault.text());
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (!said(processes.log(name), before).contains(MemoryTaker.TAKEN)) {
        if (!taker.isAlive() || System.nanoTime() - deadline >= 0) {
          throw new IOException("the memory could not be taken, see " + processes.log(name));
        }
        watch.requireGoingOn();
        watch.pause(BETWEEN_LOOKS);
      }
    } catch (IOException e) {
      throw Faults.failed(fault, e);
    }
    bands.begin(fault.text());
    say.accept(fault.text());
  }

  private static long size(Path log) throws IOException {
    return Files.exists(log) ? Files.size(log) : 0;
  }

  /** What is in a log beyond what earlier runs with this state folder have left there. */
  private static String said(Path log, long before) throws IOException {
    byte[] all = Files.readAllBytes(log);
    int from = (int) Math.min(before, all.length);
    return new String(all, from, all.length - from, StandardCharsets.UTF_8);
  }

  /** Gives all of it back; returns what could not be ended. */
  List<String> end() {
    List<String> failures = new ArrayList<>();
    pressing.forEach((name, text) -> {
      Optional<String> early = processes.ended(name);
      List<String> failed = processes.end(name);
      failures.addAll(failed);
      if (failed.isEmpty()) {
        bands.end(text);
        say.accept(text + " given back");
      }
      early.ifPresent(ended ->
          withoutEffect.accept("a fault was over before its time: " + text + ": " + ended));
    });
    pressing.clear();
    return failures;
  }
}
