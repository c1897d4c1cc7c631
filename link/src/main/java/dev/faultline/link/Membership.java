package dev.faultline.link;

import dev.faultline.link.connection.ConnectionHost;
import dev.faultline.link.journal.Journal;
import org.jspecify.annotations.Nullable;

/** A session's place in its endpoint: what its connection asks there, and has told. */
final class Membership implements ConnectionHost {
  private final Session session;
  private final SessionContext context;
  private final @Nullable Journal journal;

  Membership(Session session, SessionContext context) {
    this.session = session;
    this.context = context;
    journal = context.journal;
  }

  // --- keys and epochs ---

  @Override
  public long incarnation() {
    return context.incarnation();
  }

  @Override
  public long nextEpoch(long epoch) {
    return context.nextEpoch(epoch);
  }

  @Override
  public long newKey() {
    return context.table.newKey(session);
  }

  @Override
  public void rekey(long key) {
    context.table.rekey(session, key);
  }

  @Override
  public boolean asksForCookies() {
    return context.asksForCookies();
  }

  // --- what is durable ---

  @Override
  public boolean hasStorage() {
    return journal != null;
  }

  @Override
  public long batch() {
    return journal == null ? 0 : journal.batch();
  }

  @Override
  public long bootBatch() {
    return context.bootBatch();
  }

  @Override
  public long welcomesAfter() {
    return context.rules.greetsAfter(context.bootBatch());
  }

  @Override
  public boolean durable(long batch) {
    return journal == null || journal.durable(batch);
  }

  @Override
  public void awaitCommit() {
    if (journal != null) {
      journal.touch(session.logged());
    }
  }

  @Override
  public void joined(long peerIncarnation) {
    if (journal != null) {
      journal.connected(session.number(), peerIncarnation);
    }
  }

  // --- what happened ---

  @Override
  public void connected() {
    context.handler.onConnected(session);
  }

  @Override
  public void disconnected() {
    context.handler.onDisconnected(session);
  }

  @Override
  public void ended(SessionEnd why) {
    // Whatever there is no memory for, nobody may find a session that is over.
    try {
      session.logged().end(why);
    } finally {
      try {
        context.forget(session, why);
      } finally {
        context.handler.onEnded(session, why);
      }
    }
  }

  @Override
  public void outOfMemory() {
    context.outOfMemory(session);
  }
}
