package dev.faultline.guard.version;

import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;

/**
 * Something that all nodes have to agree on before they understand each other, such as the schema
 * of a table, the ring of a cluster, or a configuration: its content, and a version that says which
 * changes it has seen. Nodes may change it concurrently; a node that learns of two concurrent
 * changes merges them.
 *
 * <p>Contents only grow, in the order of their merge, so that nodes with equal versions have equal
 * contents, no matter in which order they learned of the changes.
 *
 * <p>Not thread-safe: its owner calls it.
 *
 * @param <C> what is agreed on; must be immutable, with equals
 */
public final class View<C> {
  /** A content and its version: this is what a node stores and sends. */
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
   * Creates a view from its stored state, or from the initial one.
   *
   * @param name the same at all nodes
   * @param type of the content
   * @param saved the stored state; if nothing was stored yet, the initial content, the same at all
   *     nodes, with {@link VersionVector#EMPTY}. After a crash, sync the file before you read it: a
   *     write that is visible then may still be lost in the next crash, after it was sent to others
   * @param merge merges contents that were changed concurrently. Nodes merge in different orders,
   *     so it has to be commutative, associative and idempotent, as a union is
   * @param keep makes a change durable before it returns. A node that loses a change that it has
   *     sent to others would give the same version to a different change
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

  /** Its name, the same at all nodes. */
  public String name() {
    return name;
  }

  /** The content as known here. */
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
   * Changes the content; other nodes learn of it with the next message.
   *
   * @param node the unique name of this node
   * @throws IllegalArgumentException if merging the current content with the next gives a different
   *     one than the next. A concurrent change would then undo this one at some nodes and not at
   *     others: mark removed parts as removed and keep them
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
   * @return whether the content here has changed
   * @throws ClassCastException if the content is of another type; nothing has changed then
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
