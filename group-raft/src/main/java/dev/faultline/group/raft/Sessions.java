package dev.faultline.group.raft;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.microraft.statemachine.StateMachine;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The machine, and the sessions of its clients, which are part of what all members agree on: a
 * command that comes again answers as it did and does nothing (Ongaro, <i>Consensus: bridging
 * theory and practice</i>, 2014, section 6.3).
 */
final class Sessions implements StateMachine {
  /** The first entry of a leader's term. */
  private static final byte[] NEW_TERM = {};

  static final int CHUNK = 64 * 1024;

  /**
   * The last command of a session, and how it ended: {@code Done} or {@code Refused}.
   *
   * @param opening how its client named the session before it had a number; 0 for not at all
   */
  private record Last(long opening, long sequence, Outcome outcome) {
    static Last none(long opening) {
      return new Last(opening, 0, new Outcome.Done(NEW_TERM));
    }

    void write(long session, Out out) {
      if (opening == 0) {
        out.put(session);
      } else {
        // The complement says that an opening follows, so snapshots of before can still be read.
        out.put(~session).put(opening);
      }
      switch (outcome) {
        case Outcome.Done(var answer) -> out.put(sequence).put(answer);
        // The complement, which is negative, so that snapshots of before can still be read.
        case Outcome.Refused(var problem) -> out.put(~sequence).put(problem.getBytes(UTF_8));
        case Outcome.Opened _, Outcome.Expired _, Outcome.Overtaken _, Outcome.Elsewhere _ ->
            throw new IllegalStateException(outcome + " does not end a command");
      }
    }

    static Last read(long opening, In in) {
      long sequence = in.big();
      byte[] bytes = in.bytes();
      return sequence < 0
          ? new Last(opening, ~sequence, new Outcome.Refused(new String(bytes, UTF_8)))
          : new Last(opening, sequence, new Outcome.Done(bytes));
    }
  }

  private final Machine machine;
  private final int most;

  /** The one whose last command is the oldest comes first. */
  private final LinkedHashMap<Long, Last> sessions = new LinkedHashMap<>(16, 0.75f, true);

  /** The sessions by how their clients named them. */
  private final Map<Long, Long> openings = new TreeMap<>();

  /** What made the machine's state another one than that of other members. */
  private @Nullable Throwable broken;

  Sessions(Machine machine, int most) {
    this.machine = machine;
    this.most = most;
  }

  @Override
  public Object runOperation(long index, Object operation) {
    if (operation instanceof Ask.Query(var bytes)) {
      return answer(() -> machine.query(bytes));
    }
    requireWhole("the member");
    byte[] entry = (byte[]) operation;
    if (entry.length == 0) {
      return new Outcome.Done(NEW_TERM);
    }
    return switch (logged(entry)) {
      case Ask.Open(var opening) -> open(index, opening);
      case Ask.Command command -> carryOut(command);
      case Ask.Query query -> throw new IllegalStateException(query + " was logged");
    };
  }

  /** What is in an entry. MicroRaft would go on if there were anything else. */
  private Ask logged(byte[] entry) {
    if (!isEntry(entry)) {
      IllegalStateException unknown =
          new IllegalStateException(entry.length + " bytes were logged that are no command");
      broken = unknown;
      throw unknown;
    }
    return GroupCodec.decodeAsk(entry);
  }

  /** Whether these bytes may be logged. */
  static boolean isEntry(byte[] bytes) {
    if (bytes.length == 0) {
      return true;
    }
    try {
      return !(GroupCodec.decodeAsk(bytes) instanceof Ask.Query);
    } catch (IllegalArgumentException none) {
      return false;
    }
  }

  private Outcome open(long index, long opening) {
    Long before = openings.get(opening);
    if (before != null) {
      Last last = Objects.requireNonNull(sessions.get(before));
      if (last.sequence == 0) {
        return new Outcome.Opened(before);
      }
      // Who has used a session knows its number and does not ask for it: this is another client
      // that draws the same names, whose commands must not be taken for repetitions.
      sessions.put(before, new Last(0, last.sequence, last.outcome));
    }
    put(index, Last.none(opening));
    if (sessions.size() > most) {
      openings.remove(sessions.pollFirstEntry().getValue().opening);
    }
    return new Outcome.Opened(index);
  }

  private void put(long session, Last last) {
    sessions.put(session, last);
    if (last.opening != 0) {
      openings.put(last.opening, session);
    }
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
      return last.outcome;
    }
    Outcome outcome;
    try {
      outcome = answer(() -> machine.apply(command.bytes()));
    } catch (Error e) {
      // As far as memory and stack reach is a matter of this member alone.
      broken = e;
      throw e;
    }
    sessions.put(command.session(), new Last(last.opening, command.sequence(), outcome));
    return outcome;
  }

  private static Outcome answer(Supplier<byte[]> machine) {
    try {
      return new Outcome.Done(
          Objects.requireNonNull(machine.get(), "the machine's answer is null"));
    } catch (RuntimeException e) {
      return new Outcome.Refused(e.toString());
    }
  }

  /** How many sessions are found by how their clients named them. */
  int openings() {
    return openings.size();
  }

  /** Whether this member must not go on, which MicroRaft would. */
  boolean isBroken() {
    return broken != null;
  }

  /**
   * Throws if the machine threw what other members may not have met.
   *
   * @throws IllegalStateException that names {@code owner}
   */
  void requireWhole(String owner) {
    if (broken != null) {
      throw new IllegalStateException(
          owner
              + " stops: "
              + broken
              + ": its state may differ from that of the others; create the member again from its"
              + " log",
          broken);
    }
  }

  @Override
  public void takeSnapshot(long index, Consumer<Object> chunks) {
    requireWhole("the member");
    Out out = new Out().put(sessions.size());
    sessions
        .sequencedEntrySet()
        .forEach(session -> session.getValue().write(session.getKey(), out));
    byte[] all = out.put(unbroken(machine::save)).bytes();
    for (int from = 0; from < all.length; from += CHUNK) {
      chunks.accept(Arrays.copyOfRange(all, from, Math.min(all.length, from + CHUNK)));
    }
  }

  @Override
  public void installSnapshot(long index, List<Object> chunks) {
    unbroken(() -> {
      install(chunks);
      return NEW_TERM;
    });
  }

  /**
   * Whether a snapshot can be installed, found out with a machine that nobody uses. What is wrong
   * with it must be known before it is kept: a member could not start from it.
   *
   * @param spare an empty machine, which is given the snapshot
   */
  static boolean isSnapshot(List<Object> chunks, Machine spare) {
    try {
      new Sessions(spare, Integer.MAX_VALUE).install(chunks);
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  private void install(List<Object> chunks) {
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
                long session = in.big();
                boolean isNamed = session < 0;
                long opening = isNamed ? in.big() : 0;
                saved.put(isNamed ? ~session : session, Last.read(opening, in));
              }
              return in.bytes();
            });
    sessions.clear();
    openings.clear();
    saved.forEach(this::put);
    machine.load(state);
  }

  private byte[] unbroken(Supplier<byte[]> machine) {
    try {
      return machine.get();
    } catch (RuntimeException | Error e) {
      broken = e;
      throw e;
    }
  }

  @Override
  public Object getNewTermOperation() {
    return NEW_TERM;
  }
}
