package dev.faultline.guard.version;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Lets a message pass only between nodes that have the same views, so that nothing is decoded,
 * placed or decided under another schema, ring or configuration than it was written under. What it
 * refuses, it refuses by the name of the view, and both sides then come to agree: the refusal
 * brings the sender what it lacks, and the sender's {@link Lesson} the receiver. All messages of a
 * protocol have to be stamped, the answers too; refusals and lessons are not.
 *
 * <pre>{@code
 * switch (gate.receive(message)) {                              // at the receiver
 *   case Accepted(var request) -> send(from, gate.stamp(answer(request)));
 *   case Refused(var refusal) -> send(from, refusal);
 * }
 * gate.refused(refusal).ifPresent(lesson -> send(from, lesson)); // at the sender, which then asks again
 * gate.learn(lesson);                                            // at the receiver
 * }</pre>
 *
 * <p>Any of these may be lost, repeated and overtaken: a message that is sent again is refused, and
 * taught, again. What is from a node with other views altogether, or of another type, is counted in
 * {@link #malformed()} and has no effect.
 *
 * <p>Not thread-safe: the owner of the views calls it.
 */
public final class VersionGate {
  private final TreeMap<String, View<?>> views = new TreeMap<>();
  private long refused;
  private long taught;
  private long malformed;

  /**
   * A gate for these views.
   *
   * @throws IllegalArgumentException if there is none, or two have one name
   */
  public VersionGate(List<? extends View<?>> views) {
    for (View<?> view : views) {
      if (this.views.putIfAbsent(view.name(), view) != null) {
        throw new IllegalArgumentException(
            "two views are called " + view.name() + ", expected a name for each");
      }
    }
    if (views.isEmpty()) {
      throw new IllegalArgumentException("there is no view, expected at least one");
    }
  }

  /** The message with the versions of now. */
  public <M> Stamped<M> stamp(M message) {
    return new Stamped<>(versions(), message);
  }

  /** Decides whether a message means here what it meant to its sender. */
  public <M> Reception<M> receive(Stamped<M> message) {
    SortedMap<String, VersionVector> mine = versions();
    if (mine.equals(message.versions())) {
      return new Reception.Accepted<>(message.message());
    }
    refused++;
    return new Reception.Refused<>(refusal(message.versions()));
  }

  private Refusal refusal(SortedMap<String, VersionVector> theirs) {
    for (View<?> view : views.values()) {
      VersionVector yours = theirs.getOrDefault(view.name(), VersionVector.EMPTY);
      Order order = view.version().compare(yours);
      if (order != Order.EQUAL || !theirs.containsKey(view.name())) {
        Object content = order == Order.BEFORE ? null : view.content();
        return new Refusal(view.name(), view.version(), yours, content);
      }
    }
    // All that is known here agrees, so they have a view that is not known here.
    malformed++;
    TreeMap<String, VersionVector> others = new TreeMap<>(theirs);
    others.keySet().removeAll(views.keySet());
    return new Refusal(
        others.firstKey(), VersionVector.EMPTY, others.firstEntry().getValue(), null);
  }

  /**
   * Learns from a refusal. The message that was refused should be written again, as what it says
   * may have changed, and sent again.
   *
   * @return what the other node has to learn, if anything
   */
  public Optional<Lesson> refused(Refusal refusal) {
    View<?> view = views.get(refusal.view());
    if (view == null || !learn(view, refusal.mine(), refusal.content())) {
      malformed++;
      return Optional.empty();
    }
    if (refusal.mine().covers(view.version())) {
      return Optional.empty();
    }
    taught++;
    return Optional.of(new Lesson(view.name(), view.version(), view.content()));
  }

  /** Learns what the sender of a refused message knows. */
  public void learn(Lesson lesson) {
    View<?> view = views.get(lesson.view());
    if (view == null || !learn(view, lesson.version(), lesson.content())) {
      malformed++;
    }
  }

  private static boolean learn(View<?> view, VersionVector version, @Nullable Object content) {
    if (content == null) {
      return true;
    }
    try {
      view.learn(version, content);
      return true;
    } catch (ClassCastException e) {
      return false;
    }
  }

  private SortedMap<String, VersionVector> versions() {
    TreeMap<String, VersionVector> versions = new TreeMap<>();
    views.forEach((name, view) -> versions.put(name, view.version()));
    return versions;
  }

  /** How many messages were refused here. */
  public long refused() {
    return refused;
  }

  /** How many lessons others were given. */
  public long taught() {
    return taught;
  }

  /** How often something came from a node with other views, or a content of another type. */
  public long malformed() {
    return malformed;
  }
}
