package dev.faultline.mount;

import dev.faultline.disk.CrashStates;
import dev.faultline.disk.fault.Effect;
import dev.faultline.mount.Nodes.File;
import dev.faultline.mount.record.Crashed;
import dev.faultline.mount.record.Model;
import dev.faultline.mount.sys.Libc;
import dev.faultline.mount.wire.Exchange;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Crashes that come by a rule: all processes that use the mount are killed, all is lost that may
 * be, and the mount goes on from there. Safe for several threads.
 */
final class RuledCrashes implements AutoCloseable {
  private static final int OFFSET = 8;
  private static final int DATA = 40;

  private final Path point;
  private final Crashes crashes;
  private final Nodes nodes;
  private final @Nullable Model model;
  private final Consumer<String> said;
  private final Map<Group, Writes> groups = new HashMap<>();
  private volatile boolean hasCrashed;

  /** The kernel is told by a thread of its own: whoever answers requests must not wait for it. */
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("faultline-mount-crash").factory());

  /** Bytes that were written to a file. */
  private record Write(long offset, byte[] bytes) {}

  private record Group(Effect.TornGroup rule, long node) {}

  /** Writes to one file since the last sync, and how many groups of them there were before. */
  private static final class Writes {
    private long before;
    private final List<Write> now = new ArrayList<>();
  }

  /**
   * Begins.
   *
   * @param said is told of each crash, in a line, when it is over
   */
  RuledCrashes(
      Path point, Crashes crashes, Nodes nodes, @Nullable Model model, Consumer<String> said) {
    this.point = point;
    this.crashes = crashes;
    this.nodes = nodes;
    this.model = model;
    this.said = said;
  }

  /** Whether whoever makes a request was killed by a crash, and only its last calls come in yet. */
  boolean isPast(Exchange exchange) {
    return hasCrashed && exchange.process() != 0 && Dying.is(exchange.process());
  }

  /** A sync ends a group of writes. */
  synchronized void synced(long node) {
    groups.forEach((group, writes) -> {
      if (group.node() == node && !writes.now.isEmpty()) {
        writes.before++;
        writes.now.clear();
      }
    });
  }

  /**
   * Crashes at a request, unless its writes are not all there yet; whether it did. The answer to
   * the request is an error then, which nobody lives to see.
   */
  boolean strike(Effect.Crashing effect, Exchange exchange) throws IOException {
    List<Write> durable =
        switch (effect) {
          case Effect.Crash _ -> List.of();
          case Effect.Torn torn -> parts(torn, write(exchange));
          case Effect.TornGroup group -> ofGroup(group, exchange);
        };
    if (effect instanceof Effect.TornGroup && durable.isEmpty()) {
      return false;
    }
    try {
      crashes.checkWhole();
    } catch (IllegalArgumentException e) {
      said.accept(String.valueOf(e.getMessage()));
      throw new IOException(e);
    }
    kill(exchange);
    hasCrashed = true;
    forgetGroups();
    File file = nodes.get(exchange.node());
    Crashed crashed;
    try {
      crashed =
          crashes.change(crashes.profile(null), CrashStates::harshest, () -> keep(file, durable));
    } catch (IOException e) {
      said.accept(String.valueOf(e.getMessage()));
      throw e;
    }
    thread.execute(() -> {
      crashes.forget(crashed);
      said.accept(
          "crashed by a rule, and went on: lost "
              + Control.count(crashed.lost().size(), "call", "calls"));
    });
    return true;
  }

  /** What was written before a crash is in no group with what comes later. */
  private synchronized void forgetGroups() {
    groups.clear();
  }

  private static Write write(Exchange exchange) {
    int length = exchange.int32(16);
    return new Write(exchange.int64(OFFSET), exchange.bytes(DATA, length));
  }

  private static List<Write> parts(Effect.Torn torn, Write whole) {
    List<Write> all = new ArrayList<>();
    int length = whole.bytes().length;
    int from = 0;
    int count = torn.parts() > 0 ? torn.parts() : torn.sizes().size();
    for (int i = 0; i < count && from < length; i++) {
      long size = torn.parts() > 0 ? length / torn.parts() : torn.sizes().get(i);
      boolean isLast = torn.parts() > 0 && i == count - 1;
      int to = isLast ? length : (int) Math.min(length, from + size);
      all.add(
          new Write(whole.offset() + from, java.util.Arrays.copyOfRange(whole.bytes(), from, to)));
      from = to;
    }
    return torn.keep().stream().filter(i -> i <= all.size()).map(i -> all.get(i - 1)).toList();
  }

  /** Which writes are durable, when the last of these has come. */
  private synchronized List<Write> ofGroup(Effect.TornGroup rule, Exchange exchange) {
    Writes writes = groups.computeIfAbsent(new Group(rule, exchange.node()), any -> new Writes());
    writes.now.add(write(exchange));
    int last = rule.keep().stream().mapToInt(each -> each).max().orElse(0);
    if (writes.before + 1 != rule.group() || writes.now.size() != last) {
      return List.of();
    }
    return rule.keep().stream().map(i -> writes.now.get(i - 1)).toList();
  }

  /** They end when their calls are answered, of which this may be one. */
  private void kill(Exchange exchange) throws IOException {
    Set<Long> users = new TreeSet<>(Clients.of(point));
    if (exchange.process() != 0) {
      users.add(Clients.processOf(exchange.process()));
    }
    for (long user : users) {
      ProcessHandle.of(user).ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  /** Writes to what the crash left of a file, and makes it durable. */
  private void keep(File file, List<Write> writes) {
    if (writes.isEmpty() || model == null || model.number(Witness.id(file)) == 0) {
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      Libc libc = new Libc(arena);
      String path = "/proc/self/fd/" + file.descriptor();
      int open =
          libc.openat(-1, arena.allocateFrom(path).address(), Service.O_RDWR | Flags.O_CLOEXEC, 0);
      if (open < 0) {
        return;
      }
      for (Write write : writes) {
        MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, write.bytes());
        libc.pwrite(open, bytes.address(), write.bytes().length, write.offset());
        model.written(Witness.id(file), write.offset(), write.bytes(), nodes.path(file));
      }
      libc.close(open);
      model.checkpoint();
    }
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
