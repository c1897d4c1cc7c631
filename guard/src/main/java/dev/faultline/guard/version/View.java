package dev.faultline.guard.version;

import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;

/**
 * Something that all nodes have to agree on before they understand each other, such as the schema
 * of a table, the ring of a cluster, or a configuration: its content, and a version that says which
 * changes it has seen. Nodes may change it at the same time; whoever hears of both merges them.
 *
 * <p>Contents only grow, in the sense of their merge, so that nodes with one version have one
 * content, on whatever ways they came to it.
 *
 * <p>Not thread-safe: its owner calls it.
 *
 * @param <C> what is agreed on; must be immutable, with equals
 */
public final class View<C> {
  /** A content and its version: what is to be kept, and what others are told. */
  public record Saved<C>(VersionVector version, C content) {
    /** Creates it. */
    public Saved {
      Objects.requireNonNull(version, "version");
      Objects.requireNonNull(content, "content");
    }
  }

  private final String name;
  private final Class<C> type;
  private final BinaryOperator<C> merge;
  private final Consumer<? super Saved<C>> keep;
  private Saved<C> saved;

  /**
   * A view as it was kept, or as all nodes have it at first.
   *
   * @param name the same at all nodes
   * @param type of the content
   * @param saved where nothing was kept yet, the content that all begin with, with {@link
   *     VersionVector#EMPTY}. Sync before it is read again after a crash: a write that is visible
   *     then may still be lost by the next crash, after others have heard of it
   * @param merge of contents that were changed at the same time. Nodes merge in different orders,
   *     so it has to be commutative, associative and idempotent, as a union is
   * @param keep makes a change durable before it returns. A node that forgets a change which it has
   *     told others would give its version to another
   */
  public View(
      String name,
      Class<C> type,
      Saved<C> saved,
      BinaryOperator<C> merge,
      Consumer<? super Saved<C>> keep) {
    this.name = Objects.requireNonNull(name, "name");
    this.type = Objects.requireNonNull(type, "type");
    this.saved = Objects.requireNonNull(saved, "saved");
    this.merge = Objects.requireNonNull(merge, "merge");
    this.keep = Objects.requireNonNull(keep, "keep");
  }

  /** What it is called at all nodes. */
  public String name() {
    return name;
  }

  /** What is agreed on, as far as it is known here. */
  public C content() {
    return saved.content;
  }

  /** Which changes the content has seen. */
  public VersionVector version() {
    return saved.version;
  }

  /** The content with its version. */
  public Saved<C> saved() {
    return saved;
  }

  /**
   * Changes the content here; the others learn of it with the next message.
   *
   * @param node the name of this one, which no other node has
   * @throws IllegalArgumentException if merging the content of now with the next gives another one
   *     than the next. The change would be undone where it meets one that was made at the same
   *     time, at some nodes and not at others: mark removed parts instead of removing them instead
   *     of leaving it out
   */
  public void change(String node, C next) {
    C merged = merge.apply(saved.content, Objects.requireNonNull(next, "next"));
    if (!merged.equals(next)) {
      throw new IllegalArgumentException(
          ("%s would be %s, which merged with what it replaces is %s; expected it to stay"
                  + " what it is: mark removed parts instead of removing them")
              .formatted(name, next, merged));
    }
    save(new Saved<>(saved.version.next(node), next));
  }

  /**
   * Learns a content from another node.
   *
   * @return whether this one has changed
   * @throws ClassCastException if the content is of another type, and nothing has changed
   */
  boolean learn(VersionVector version, Object content) {
    C theirs = type.cast(content);
    switch (saved.version.compare(version)) {
      case EQUAL, AFTER -> {
        return false;
      }
      case BEFORE -> save(new Saved<>(version, theirs));
      case CONCURRENT ->
          save(new Saved<>(saved.version.merge(version), merge.apply(saved.content, theirs)));
    }
    return true;
  }

  private void save(Saved<C> next) {
    // Kept first: nobody hears of what a crash could take back.
    keep.accept(next);
    saved = next;
  }
}
