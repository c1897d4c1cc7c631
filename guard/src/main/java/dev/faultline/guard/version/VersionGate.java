package dev.faultline.guard.version;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Accepts a message only if sender and receiver have the same views, so that no message is decoded,
 * placed or decided under another schema, ring or configuration than it was written under. A
 * refusal names the view that differs, and then brings both sides to agreement: the refusal carries
 * what the sender lacks, and the sender's {@link Lesson} carries what the receiver lacks. All
 * messages of a protocol have to be stamped, answers included; refusals and lessons are not
 * stamped.
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
 * <p>Any of these messages may be lost, duplicated and reordered: a message that is sent again is
 * refused again, and leads to a lesson again. Input from a node with a different set of views, or
 * with content of another type, is counted in {@link #malformed()} and ignored.
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

  /** The message with the current versions. */
  public <M> Stamped<M> stamp(M message) {
    return new Stamped<>(versions(), message);
  }

  /** Accepts or refuses a message. */
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
   * Learns from a refusal. The sender should create the refused message anew, since its content may
   * depend on the view, and send it again.
   *
   * @return the lesson for the other node, if it lacks anything
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

  /** Learns from the sender of a refused message. */
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

  /** How many lessons were sent to others. */
  public long taught() {
    return taught;
  }

  /**
   * How much input came from a node with a different set of views, or had content of another type.
   */
  public long malformed() {
    return malformed;
  }
}
