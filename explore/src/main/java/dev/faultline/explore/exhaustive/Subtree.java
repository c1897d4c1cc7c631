package dev.faultline.explore.exhaustive;

import dev.faultline.explore.campaign.Part;
import dev.faultline.explore.exhaustive.ScheduleTree.Wish;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A subtree of schedules that is searched, as the one sees it who has others search: first in one
 * piece after the other; once it has turned out to be large, cut at its first fork, and what lies
 * behind each way is a subtree of its own.
 *
 * <p>What a search of a subtree comes to depends on the forks before it alone: which ways they
 * take, which other ways were done there before, and how far those reached. It may want more ways
 * to be gone at these forks; it says so, and hears nothing of it. So subtrees can be searched
 * before their turn, with a guess of what will be done by then: when the turn comes and the guess
 * was right, what they came to counts, and else they are searched once more.
 */
final class Subtree {
  /**
   * What a piece came to.
   *
   * @param recipe of the piece
   * @param part its worlds
   */
  record Chunk(byte[] recipe, Part part, SubtreeCodec.Answer answer) {}

  /** The forks before it, with what has turned out of them. */
  private final List<Outline> before;

  /** The last of them as it was guessed, and how much had turned out of those before it. */
  private final @Nullable Outline guessed;

  private final int guessedAt;

  /** Grows when something turns out of the forks before it. */
  private int turnedOut;

  /** Of the next run, while it is not cut. */
  private List<Outline> path;

  /** How many runs its last piece had at most; 0 before there was one. */
  private int lastRuns;

  private boolean underWay;
  private boolean begun;
  private boolean complete;
  private boolean closed;
  private boolean abandoned;
  private final List<Chunk> ready = new ArrayList<>();

  /** Its first fork, once it is cut there; then the subtree behind the way that it takes. */
  private @Nullable Outline fork;

  private @Nullable Subtree present;

  /** Those that are searched before their turn, by their ways. */
  private final Map<Integer, Subtree> ahead = new LinkedHashMap<>();

  private Subtree(
      List<Outline> before, @Nullable Outline guessed, int guessedAt, List<Outline> path) {
    // Copies: what turns out of them in one subtree is no news of another before its turn.
    this.before = before.stream().map(Outline::copy).toList();
    this.guessed = guessed;
    this.guessedAt = guessedAt;
    this.path = path.stream().map(Outline::copy).toList();
  }

  /** The whole tree. */
  static Subtree all() {
    return new Subtree(List.of(), null, 0, List.of());
  }

  /** The whole tree, from the run on which that is the {@link #wholePath}. */
  static Subtree from(List<Outline> path) {
    return new Subtree(List.of(), null, 0, path);
  }

  /**
   * The path of the run that is next after what {@link #takeReady} has given so far, from the
   * beginning, with all that is known of its forks.
   */
  List<Outline> wholePath() {
    List<Outline> whole = new ArrayList<>();
    Subtree at = this;
    while (at.present != null) {
      whole.add(at.forkOf().copy());
      at = at.present;
    }
    at.path.stream().skip(at.before.size()).map(Outline::copy).forEach(whole::add);
    return whole;
  }

  private Subtree behind(Outline way) {
    List<Outline> to = new ArrayList<>(before);
    to.add(way.fixed());
    return new Subtree(to, way.fixed(), turnedOut, to);
  }

  // --- what can be searched now ---

  /** Where the search goes on: in it, or in the subtree whose turn it is. */
  Subtree front() {
    return present == null ? this : present.front();
  }

  /** A subtree that somebody can search on, the one whose turn comes first; or null. */
  @Nullable Subtree idle() {
    settle();
    if (present == null) {
      return busy() ? null : this;
    }
    Subtree idle = present.idle();
    return idle != null || closed || present.closed ? idle : idleAhead(present);
  }

  private @Nullable Subtree idleAhead(Subtree present) {
    Outline at = forkOf().copy();
    Subtree last = present;
    for (int way : forkOf().left()) {
      if (at.isMoment() && !last.begun) {
        // How far the way before reaches decides on what is asleep behind this one.
        return null;
      }
      at.reached(at.chosen(), last.reach());
      at.go(way);
      Subtree there = ahead.get(way);
      if (there == null || !there.isBehind(at, turnedOut)) {
        if (there != null) {
          there.abandon();
        }
        there = behind(at);
        ahead.put(way, there);
      }
      Subtree idle = there.idle();
      if (idle != null || there.closed) {
        return idle;
      }
      last = there;
    }
    return null;
  }

  private Moment.Reach reach() {
    Outline last = before.getLast();
    return last.reach(last.chosen());
  }

  private Outline forkOf() {
    Outline cut = fork;
    if (cut == null) {
      throw new IllegalStateException("it is not cut");
    }
    return cut;
  }

  private boolean isBehind(Outline way, int turnedOut) {
    return guessed != null && guessed.leadsTo(way) && guessedAt == turnedOut;
  }

  private void abandon() {
    abandoned = true;
    if (present != null) {
      present.abandon();
    }
    ahead.values().forEach(Subtree::abandon);
  }

  boolean abandoned() {
    return abandoned;
  }

  /** Whether nobody can begin a piece of it now. */
  boolean busy() {
    return underWay || complete || closed;
  }

  /** So many runs its next piece has at most: more where those before did not suffice. */
  int begin(int first, int most) {
    underWay = true;
    lastRuns = Math.min(most, lastRuns == 0 ? first : 8 * lastRuns);
    return lastRuns;
  }

  /** Its piece has to be run again. */
  void again() {
    underWay = false;
  }

  SubtreeCodec.Request request(int runs) {
    return new SubtreeCodec.Request(before.size(), runs, path);
  }

  // --- what it came to ---

  /**
   * Takes what a piece came to.
   *
   * @param large so many runs that it is cut where they did not suffice
   */
  void take(Chunk chunk, int large) {
    SubtreeCodec.Answer answer = chunk.answer();
    underWay = false;
    ready.add(chunk);
    closed |= chunk.part().closed();
    complete = answer.complete();
    if (chunk.part().failed()) {
      return;
    }
    path = answer.path();
    begun |= answer.runs() > 0;
    turnsOut(path);
    if (!complete && answer.runs() > 0 && lastRuns >= large) {
      cut();
    }
  }

  private void cut() {
    Outline first = path.get(before.size()).copy();
    fork = first;
    Subtree rest = behind(first);
    rest.path = path;
    // Else the last run has just chosen another way there.
    rest.begun = path.size() > before.size() + 1;
    rest.lastRuns = lastRuns;
    present = rest;
  }

  /** How far the ways that forks before it take reach. */
  private void turnsOut(List<Outline> known) {
    for (int i = 0; i < before.size(); i++) {
      Outline fork = before.get(i);
      if (fork.reached(fork.chosen(), known.get(i).reach(fork.chosen()))) {
        turnedOut++;
      }
    }
  }

  /** Takes over what subtrees came to whose turn has come. */
  private void settle() {
    while (present != null) {
      present.settle();
      for (Chunk chunk : present.ready) {
        hear(chunk);
      }
      present.ready.clear();
      if (!present.complete) {
        return;
      }
      if (!forkOf().next()) {
        complete = true;
        ahead.values().forEach(Subtree::abandon);
        present = null;
        return;
      }
      present = turnOf(forkOf());
    }
  }

  /** Hears what a piece of the subtree came to whose turn it is. */
  private void hear(Chunk chunk) {
    Outline cut = forkOf();
    List<Outline> known = chunk.answer().path();
    if (known.size() > before.size()) {
      turnsOut(known);
      cut.reached(cut.chosen(), known.get(before.size()).reach(cut.chosen()));
    }
    for (Wish wish : chunk.answer().wishes()) {
      if (wish.fork() == before.size() && wish.ways().stream().noneMatch(cut::wants)) {
        cut.want(wish.ways().getFirst());
      }
    }
    ready.add(chunk);
    closed |= chunk.part().closed();
  }

  private Subtree turnOf(Outline way) {
    Subtree there = ahead.remove(way.chosen());
    if (there != null && there.isBehind(way, turnedOut)) {
      return there;
    }
    if (there != null) {
      there.abandon();
    }
    return behind(way);
  }

  /** What it came to since the last call, in order. */
  List<Chunk> takeReady() {
    settle();
    List<Chunk> taken = List.copyOf(ready);
    ready.clear();
    return taken;
  }

  /** Whether nothing of it is left. */
  boolean complete() {
    return complete;
  }
}
