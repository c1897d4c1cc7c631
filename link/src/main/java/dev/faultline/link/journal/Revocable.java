package dev.faultline.link.journal;

/** Something on which messages are offered that may have to be taken back. */
public interface Revocable {
  /** What is offered from now on may be taken back. */
  void mark();

  boolean marked();

  /** What was offered stays, and nothing is taken back any more. */
  void unmark();

  /** What was offered is kept, and goes on its way. */
  void keep();

  /** What was offered since the mark has never been. */
  void takeBack();
}
