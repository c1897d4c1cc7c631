package dev.faultline.guard.group;

import dev.faultline.core.Checks;
import dev.faultline.guard.group.RegisterMessage.Accept;
import dev.faultline.guard.group.RegisterMessage.Accepted;
import dev.faultline.guard.group.RegisterMessage.Decided;
import dev.faultline.guard.group.RegisterMessage.Held;
import dev.faultline.guard.group.RegisterMessage.Hold;
import dev.faultline.guard.group.RegisterMessage.Holding;
import dev.faultline.guard.group.RegisterMessage.Prepare;
import dev.faultline.guard.group.RegisterMessage.Promised;
import dev.faultline.guard.group.RegisterMessage.Query;
import dev.faultline.guard.group.RegisterMessage.Question;
import dev.faultline.guard.group.RegisterMessage.Reply;
import dev.faultline.guard.group.RegisterOperation.Wish;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** The half of a register that asks: operations, phase after phase. */
final class RegisterCoordinator<V> {
  /** An attempt at a configuration that met another waits for up to so many retries. */
  private static final int BACK_OFF = 4;

  private final String self;
  private final long retryNanos;
  private final RandomGenerator random;
  private final RegisterPort<V> port;
  private final RegisterReplica<V> replica;

  /** By phase. */
  private final TreeMap<Long, RegisterOperation<V>> operations = new TreeMap<>();

  private final ArrayDeque<Question<V>> toSelf = new ArrayDeque<>();
  private final Predicate<String> changers;
  private final long incarnation;
  private long phases;
  private long ignored;
  private long foreign;
  private long refused;

  RegisterCoordinator(
      String self,
      long incarnation,
      long retryNanos,
      RandomGenerator random,
      RegisterPort<V> port,
      RegisterReplica<V> replica,
      Predicate<String> changers) {
    this.changers = changers;
    this.self = self;
    this.incarnation = incarnation;
    this.phases = incarnation << 32;
    this.retryNanos = retryNanos;
    this.random = random;
    this.port = port;
    this.replica = replica;
  }

  long ignored() {
    return ignored;
  }

  long foreign() {
    return foreign;
  }

  long refused() {
    return refused;
  }

  private Configurations configurations() {
    return replica.configurations();
  }

  // --- time ---

  void tick(long nowNanos) {
    for (RegisterOperation<V> each : List.copyOf(operations.values())) {
      if (nowNanos - each.deadlineNanos >= 0) {
        end(each, new RegisterEnding.Late<>());
      } else if (nowNanos - each.againAtNanos >= 0) {
        if (each.question instanceof Question<V> question) {
          ask(each, question, nowNanos);
        } else {
          prepare(each, nowNanos);
        }
      }
    }
    drain(nowNanos);
  }

  OptionalLong wakeAt() {
    OptionalLong first = OptionalLong.empty();
    for (RegisterOperation<V> each : operations.values()) {
      long due =
          each.againAtNanos - each.deadlineNanos < 0 ? each.againAtNanos : each.deadlineNanos;
      if (first.isEmpty() || due - first.getAsLong() < 0) {
        first = OptionalLong.of(due);
      }
    }
    return first;
  }

  // --- messages ---

  void receive(String from, RegisterMessage<V> message, long nowNanos) {
    if (isRefused(from, message)) {
      refused++;
    } else if (learned(message.configurations(), nowNanos)) {
      take(from, message, nowNanos);
    }
    drain(nowNanos);
  }

  /**
   * Whether it would have a part in changing the members, and is of one who must not: such a
   * message counts as lost, which every message may be.
   */
  private boolean isRefused(String from, RegisterMessage<V> message) {
    boolean changes =
        switch (message) {
          case Prepare<V> _, Accept<V> _ -> true;
          case Query<V> _, Hold<V> _, Reply<V> _ -> replica.isNews(message.configurations());
        };
    return changes && !configurations().members().contains(from) && !changers.test(from);
  }

  void learn(Configurations known, long nowNanos) {
    learned(known, nowNanos);
    drain(nowNanos);
  }

  /**
   * Learns configurations. Each phase under way begins again where they are others: an answer that
   * came before a configuration was over may be too old for the next.
   */
  private boolean learned(Configurations known, long nowNanos) {
    boolean changed;
    try {
      changed = replica.learn(known);
    } catch (ForeignGroupException e) {
      foreign++;
      return false;
    }
    if (changed) {
      for (RegisterOperation<V> each : List.copyOf(operations.values())) {
        again(each, nowNanos);
      }
    }
    return true;
  }

  private void take(String from, RegisterMessage<V> message, long nowNanos) {
    switch (message) {
      case Question<V> question -> {
        Reply<V> reply = replica.answer(question);
        if (from.equals(self)) {
          answered(self, reply, nowNanos);
        } else {
          port.send(from, reply);
        }
      }
      case Reply<V> reply -> answered(from, reply, nowNanos);
    }
  }

  /** What it asks itself is answered when the call that asked is through. */
  private void drain(long nowNanos) {
    for (Question<V> each = toSelf.poll(); each != null; each = toSelf.poll()) {
      take(self, each, nowNanos);
    }
  }

  private void answered(String from, Reply<V> reply, long nowNanos) {
    RegisterOperation<V> operation = operations.get(reply.phase());
    if (operation == null || !configurations().members().contains(from)) {
      ignored++;
      return;
    }
    boolean counts =
        switch (reply) {
          case Held<V>(var _, var _, var tag, var value) ->
              operation.question instanceof Query<V> && operation.saw(from, tag, value);
          case Holding<V> _ -> operation.question instanceof Hold<V>;
          case Promised<V> promise ->
              operation.question instanceof Prepare<V>
                  && !isRefused(operation, promise.promised(), nowNanos)
                  && operation.promised(promise);
          case Accepted<V> accepted ->
              operation.question instanceof Accept<V>
                  && !isRefused(operation, accepted.promised(), nowNanos);
          case Decided<V> _ -> false;
        };
    if (!counts) {
      ignored++;
    } else if (operation.answered.add(from) && isEnough(operation)) {
      advance(operation, nowNanos);
    }
  }

  private boolean isRefused(RegisterOperation<V> operation, Ballot promised, long nowNanos) {
    if (promised.compareTo(operation.ballot) <= 0) {
      return false;
    }
    operation.highest = Math.max(operation.highest, promised.number());
    operation.question = null;
    operation.againAtNanos = nowNanos + random.nextLong(BACK_OFF * retryNanos);
    return true;
  }

  private boolean isEnough(RegisterOperation<V> operation) {
    return operation.isDeciding()
        ? configurations().newest().isMajority(operation.answered)
        : configurations().isQuorum(operation.answered);
  }

  // --- operations ---

  long begin(Wish<V> wish, Duration patience, long nowNanos) {
    long deadline = nowNanos + Checks.positiveNanos("patience", patience);
    RegisterOperation<V> operation = new RegisterOperation<>(nextPhase(), wish, deadline);
    if (wish instanceof Wish.Reconfigure<V>) {
      operation.epoch = configurations().newest().epoch() + 1;
      operation.highest = replica.state().promised().number();
      prepare(operation, nowNanos);
    } else {
      begin(operation, new Query<>(0, configurations()), nowNanos);
    }
    drain(nowNanos);
    return operation.id;
  }

  private long nextPhase() {
    if (++phases >>> 32 != incarnation) {
      throw new IllegalStateException(
          "all 2^32 phases of incarnation " + incarnation + " are used, expected a restart before");
    }
    return phases;
  }

  /**
   * Another phase: answers to those before do not count any more. The question is asked as of now.
   */
  private void begin(RegisterOperation<V> operation, Question<V> question, long nowNanos) {
    operations.remove(operation.phase);
    operation.phase = nextPhase();
    operation.question = question.at(operation.phase, configurations());
    operation.answered.clear();
    operation.holders.clear();
    operations.put(operation.phase, operation);
    ask(operation, operation.question, nowNanos);
  }

  private void ask(RegisterOperation<V> operation, Question<V> question, long nowNanos) {
    operation.againAtNanos = nowNanos + retryNanos;
    for (String member : configurations().members()) {
      if (operation.answered.contains(member)) {
        continue;
      }
      if (member.equals(self)) {
        toSelf.add(question);
      } else {
        port.send(member, question);
      }
    }
  }

  private void prepare(RegisterOperation<V> operation, long nowNanos) {
    operation.ballot = new Ballot(++operation.highest, self, nextPhase());
    operation.taken = Ballot.ZERO;
    begin(operation, new Prepare<>(0, configurations(), operation.ballot), nowNanos);
  }

  private void advance(RegisterOperation<V> operation, long nowNanos) {
    switch (operation.question) {
      case Query<V> _ -> queried(operation, nowNanos);
      case Hold<V> _ -> held(operation, nowNanos);
      case Prepare<V>(var phase, var known, var ballot) ->
          begin(operation, new Accept<>(phase, known, ballot, operation.toPropose()), nowNanos);
      case Accept<V>(var _, var _, var _, var members) ->
          // This very operation goes on from there, with all others.
          learned(configurations().with(new Configuration(operation.epoch, members)), nowNanos);
      case null -> throw new AssertionError("an operation that waits counts no answers");
    }
  }

  private void queried(RegisterOperation<V> operation, long nowNanos) {
    operation.queried = configurations();
    if (operation.wish instanceof Wish.Write<V>(var value)) {
      Tag next = new Tag(operation.tag.number() + 1, self, operation.id);
      begin(operation, new Hold<>(0, configurations(), next, value), nowNanos);
    } else if (configurations().isQuorum(operation.holders)) {
      held(operation, nowNanos);
    } else {
      begin(operation, new Hold<>(0, configurations(), operation.tag, operation.seen()), nowNanos);
    }
  }

  /**
   * A quorum holds what is to be read, written or carried over. If it is one of the very
   * configurations that were asked, a majority of each knows the newest, which holds all that the
   * others did: those are over.
   */
  private void held(RegisterOperation<V> operation, long nowNanos) {
    boolean over = configurations().equals(operation.queried);
    switch (operation.wish) {
      case Wish.Read<V>() -> end(operation, new RegisterEnding.Read<>(operation.seen()));
      case Wish.Write<V> _ -> end(operation, new RegisterEnding.Written<>());
      case Wish.Reconfigure<V> _ -> {
        if (!over) {
          begin(operation, new Query<>(0, configurations()), nowNanos);
        } else if (configurations().active().size() == 1) {
          // A majority of the newest knows by now that those before it are over: it was asked so.
          carriedOver(operation);
        }
      }
    }
    if (over && configurations().active().size() > 1) {
      learned(configurations().settled(), nowNanos);
    }
  }

  /** The configurations are others than they were. */
  private void again(RegisterOperation<V> operation, long nowNanos) {
    switch (operation.wish) {
      case Wish.Read<V>() -> restart(operation, nowNanos);
      case Wish.Write<V> _ -> restart(operation, nowNanos);
      case Wish.Reconfigure<V>(var members) -> {
        if (configurations().newest().epoch() < operation.epoch) {
          restart(operation, nowNanos);
        } else if (operation.isDeciding()) {
          decided(operation, members, nowNanos);
        } else {
          begin(operation, new Query<>(0, configurations()), nowNanos);
        }
      }
    }
  }

  private void restart(RegisterOperation<V> operation, long nowNanos) {
    if (operation.question instanceof Question<V> question) {
      begin(operation, question, nowNanos);
    }
  }

  private void decided(RegisterOperation<V> operation, List<String> wanted, long nowNanos) {
    Configuration next = null;
    for (Configuration each : configurations().active()) {
      if (each.epoch() == operation.epoch) {
        next = each;
      }
    }
    if (next == null) {
      // Its epoch came and went while nobody told: another member may have had this change decided.
      end(operation, new RegisterEnding.Superseded<>(configurations().newest()));
      return;
    }
    if (!next.members().equals(wanted)) {
      end(operation, new RegisterEnding.Overtaken<>(next));
      return;
    }
    operation.decided = next;
    begin(operation, new Query<>(0, configurations()), nowNanos);
  }

  private void carriedOver(RegisterOperation<V> operation) {
    Configuration decided = operation.decided;
    if (decided == null) {
      throw new AssertionError("nothing is carried over before it is decided to whom");
    }
    end(operation, new RegisterEnding.Reconfigured<>(decided));
  }

  private void end(RegisterOperation<V> operation, RegisterEnding<V> ending) {
    operations.remove(operation.phase);
    port.ended(operation.id, ending);
  }
}
