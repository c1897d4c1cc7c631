package dev.faultline.examples.microraft.server;

import dev.faultline.examples.microraft.ClusterWatch;
import dev.faultline.examples.microraft.RegisterOp;
import io.microraft.statemachine.StateMachine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The replicated registers. */
final class RegisterMachine implements StateMachine {
  /**
   * Snapshots come in two chunks at least, so that a follower may collect them from several
   * servers.
   */
  private static final int REGISTERS_PER_CHUNK = 2;

  private final String server;
  private final ClusterWatch watch;
  private final TreeMap<String, Long> registers = new TreeMap<>();

  RegisterMachine(String server, ClusterWatch watch) {
    this.server = server;
    this.watch = watch;
  }

  @Override
  public Object runOperation(long commitIndex, Object operation) {
    if (operation instanceof RegisterOp.Read(var key)) {
      return registers.getOrDefault(key, RegisterOp.INITIAL);
    }
    watch.applied(server, commitIndex, operation);
    return switch ((Command) operation) {
      case Command.Operate operate -> operate(operate.op());
      case Command.NewTerm() -> RegisterOp.INITIAL;
    };
  }

  private long operate(RegisterOp op) {
    long before = registers.getOrDefault(op.key(), RegisterOp.INITIAL);
    return switch (op) {
      case RegisterOp.Read _ -> before;
      case RegisterOp.Write(var key, var value) -> {
        registers.put(key, value);
        yield value;
      }
      case RegisterOp.CompareAndSet(var key, var expected, var update) -> {
        if (before == expected) {
          registers.put(key, update);
        }
        yield before;
      }
    };
  }

  @Override
  public void takeSnapshot(long commitIndex, Consumer<Object> snapshotChunkConsumer) {
    List<Object> chunks = new ArrayList<>();
    TreeMap<String, Long> chunk = new TreeMap<>();
    for (Map.Entry<String, Long> register : registers.entrySet()) {
      if (chunk.size() == REGISTERS_PER_CHUNK) {
        chunks.add(chunk);
        chunk = new TreeMap<>();
      }
      chunk.put(register.getKey(), register.getValue());
    }
    chunks.add(chunk);
    chunks.add(commitIndex);
    chunks.forEach(snapshotChunkConsumer);
    watch.snapshot(server, commitIndex, chunks, false);
  }

  @Override
  public void installSnapshot(long commitIndex, List<Object> snapshotChunks) {
    watch.snapshot(server, commitIndex, List.copyOf(snapshotChunks), true);
    registers.clear();
    for (Object chunk : snapshotChunks.subList(0, snapshotChunks.size() - 1)) {
      @SuppressWarnings("unchecked") // takeSnapshot made it
      SortedMap<String, Long> some = (SortedMap<String, Long>) chunk;
      registers.putAll(some);
    }
  }

  @Override
  public Object getNewTermOperation() {
    return new Command.NewTerm();
  }
}
