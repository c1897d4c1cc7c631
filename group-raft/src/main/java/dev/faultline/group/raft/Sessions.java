package dev.faultline.group.raft;

import io.microraft.statemachine.StateMachine;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The machine, and the sessions of its clients, which are part of what all members agree on: a
 * command that comes again answers as it did and does nothing (Ongaro, <i>Consensus: bridging
 * theory and practice</i>, 2014, section 6.3).
 */
final class Sessions implements StateMachine {
  /** The first entry of a leader's term. */
  private static final byte[] NEW_TERM = {};

  private static final int CHUNK = 64 * 1024;

  /** The last command of a session, and what it answered. */
  private record Last(long sequence, byte[] answer) {}

  private final Machine machine;
  private final int most;

  /** The one whose last command is the oldest comes first. */
  private final LinkedHashMap<Long, Last> sessions = new LinkedHashMap<>(16, 0.75f, true);

  Sessions(Machine machine, int most) {
    this.machine = machine;
    this.most = most;
  }

  @Override
  public Object runOperation(long index, Object operation) {
    if (operation instanceof Ask.Query(var bytes)) {
      return new Outcome.Done(machine.query(bytes));
    }
    byte[] entry = (byte[]) operation;
    if (entry.length == 0) {
      return new Outcome.Done(NEW_TERM);
    }
    return switch (GroupCodec.decodeAsk(entry)) {
      case Ask.Open() -> open(index);
      case Ask.Command command -> carryOut(command);
      case Ask.Query query -> throw new IllegalStateException(query + " was logged");
    };
  }

  private Outcome open(long index) {
    sessions.put(index, new Last(0, NEW_TERM));
    if (sessions.size() > most) {
      sessions.pollFirstEntry();
    }
    return new Outcome.Opened(index);
  }

  private Outcome carryOut(Ask.Command command) {
    Last last = sessions.get(command.session());
    if (last == null) {
      return new Outcome.Expired();
    }
    if (command.sequence() < last.sequence) {
      return new Outcome.Overtaken();
    }
    if (command.sequence() == last.sequence) {
      return new Outcome.Done(last.answer);
    }
    byte[] answer = machine.apply(command.bytes());
    sessions.put(command.session(), new Last(command.sequence(), answer));
    return new Outcome.Done(answer);
  }

  @Override
  public void takeSnapshot(long index, Consumer<Object> chunks) {
    Out out = new Out().put(sessions.size());
    sessions
        .sequencedEntrySet()
        .forEach(session ->
            out.put(session.getKey())
                .put(session.getValue().sequence)
                .put(session.getValue().answer));
    byte[] all = out.put(machine.save()).bytes();
    for (int from = 0; from < all.length; from += CHUNK) {
      chunks.accept(Arrays.copyOfRange(all, from, Math.min(all.length, from + CHUNK)));
    }
  }

  @Override
  public void installSnapshot(long index, List<Object> chunks) {
    int size = 0;
    for (Object chunk : chunks) {
      size = Math.addExact(size, ((byte[]) chunk).length);
    }
    byte[] all = new byte[size];
    int at = 0;
    for (Object chunk : chunks) {
      byte[] bytes = (byte[]) chunk;
      System.arraycopy(bytes, 0, all, at, bytes.length);
      at += bytes.length;
    }
    Map<Long, Last> saved = new LinkedHashMap<>();
    byte[] state =
        In.read(
            all,
            in -> {
              for (int left = in.count(2 * Long.BYTES + Integer.BYTES); left > 0; left--) {
                saved.put(in.big(), new Last(in.big(), in.bytes()));
              }
              return in.bytes();
            });
    sessions.clear();
    sessions.putAll(saved);
    machine.load(state);
  }

  @Override
  public Object getNewTermOperation() {
    return NEW_TERM;
  }
}
