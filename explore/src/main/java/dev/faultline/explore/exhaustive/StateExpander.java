package dev.faultline.explore.exhaustive;

import dev.faultline.explore.Strategy;
import dev.faultline.explore.exhaustive.StateCodec.Expand;
import dev.faultline.explore.exhaustive.StateCodec.Moves;
import dev.faultline.explore.search.Source;
import dev.faultline.explore.tape.Tape;
import dev.faultline.sim.adversary.Agenda;
import dev.faultline.sim.adversary.Rewind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Goes to some states of a world, the way that others found, and tries what may happen next in each
 * of them. Without any it looks at the state at which the search begins.
 */
final class StateExpander extends StatesAdversary {
  private static final int PULSE_EVERY = 4096;

  private final Source.Pulse pulse;
  private final Expand request;

  /** Of the state that it is at or on the way to; the first is where the search begins. */
  private final List<Object> saved = new ArrayList<>();

  private int place = -1;
  private long[] path = {};

  /** Whether it is on the way; else it tries events. */
  private boolean onTheWay = true;

  private final DigestTable table = new DigestTable();
  private boolean[] ends = new boolean[64];
  private final List<Moves> moves = new ArrayList<>();
  private int[] to = {};
  private long[] keys = {};
  private int tried;
  private long triedInAll;
  private long steps;
  private boolean whole;
  private boolean lost;
  private boolean ended;

  StateExpander(long seed, Strategy.Exhaustive strategy, Source.Pulse pulse, Expand request) {
    super(seed, strategy);
    this.pulse = pulse;
    this.request = request;
  }

  @Override
  int next(Rewind rewind, Agenda agenda) {
    look(rewind, agenda);
    int index = go(rewind, agenda);
    ended = index < 0;
    return index;
  }

  private int go(Rewind rewind, Agenda agenda) {
    if (place < 0 && !nextState(rewind)) {
      return -1;
    }
    while (true) {
      onTheWay = saved.size() <= path.length;
      if (steps++ % PULSE_EVERY == 0 && !pulse.goOn()) {
        return -1;
      }
      if (onTheWay) {
        int index = agenda.indexOf(path[saved.size() - 1]);
        lost = index < 0;
        return index;
      }
      rewind.restore(saved.getLast());
      if (tried == 0 && !isWhereOthersWere(rewind)) {
        lost = true;
        return -1;
      }
      if (tried < agenda.size()) {
        return triesNext(agenda);
      }
      addMoves();
      if (!nextState(rewind)) {
        return -1;
      }
    }
  }

  /** A program that is not deterministic may come elsewhere, where the same events go on. */
  private boolean isWhereOthersWere(Rewind rewind) {
    long[] digest = rewind.digest();
    return digest[0] == request.digests()[2 * place]
        && digest[1] == request.digests()[2 * place + 1];
  }

  private int triesNext(Agenda agenda) {
    if (triedInAll == request.most()) {
      whole = true;
      addMoves();
      return -1;
    }
    if (tried == 0) {
      to = new int[agenda.size()];
      keys = new long[agenda.size()];
    }
    keys[tried] = agenda.event(tried).key();
    to[tried] = Moves.UNSEEN;
    triedInAll++;
    return tried++;
  }

  /** Looks at the state that the last event led to. */
  private void look(Rewind rewind, Agenda agenda) {
    if (onTheWay) {
      saved.add(rewind.save());
      if (request.paths().isEmpty()) {
        number(rewind, agenda);
      }
    } else if (triedInAll < request.most()) {
      to[tried - 1] = rewind.unchanged() ? Moves.STAYS : number(rewind, agenda);
    }
  }

  private int number(Rewind rewind, Agenda agenda) {
    long[] digest = rewind.digest();
    int number = table.add(digest[0], digest[1]);
    if (number < 0) {
      return -1 - number;
    }
    if (number == ends.length) {
      ends = Arrays.copyOf(ends, 2 * number);
    }
    ends[number] = agenda.size() == 0;
    return number;
  }

  private void addMoves() {
    moves.add(new Moves(Arrays.copyOf(to, tried), Arrays.copyOf(keys, tried)));
    to = new int[0];
    keys = new long[0];
    tried = 0;
  }

  /** Turns to the next state, back to where its path leaves that of the last. */
  private boolean nextState(Rewind rewind) {
    if (++place == request.paths().size()) {
      whole = true;
      return false;
    }
    long[] next = request.paths().get(place);
    int shared = StateCodec.shared(path, next);
    path = next;
    while (saved.size() > shared + 1) {
      saved.removeLast();
    }
    rewind.restore(saved.getLast());
    return true;
  }

  /** The path to where it is. */
  @Override
  public Tape tape() {
    return StateGraph.tape(prologue(), path, strategy.network());
  }

  /** Whether it came to its end, and not a property that does not hold. */
  boolean ended() {
    return ended;
  }

  /** Whether the way did not lead where it led others. */
  boolean lost() {
    return lost || onTheWay && !ended;
  }

  /**
   * What there is, after the world has ended.
   *
   * @param stop why the last event ended it; null where none did
   */
  StateCodec.Answer answer(StateCodec.@Nullable Stop stop, SearchedWorld shown) {
    if (tried > 0) {
      addMoves();
    }
    return new StateCodec.Answer(
        whole || stop != null,
        moves,
        table.digests(),
        Arrays.copyOf(ends, table.size()),
        stop,
        shown);
  }
}
