package dev.faultline.group.raft;

import io.microraft.Ordered;
import io.microraft.QueryPolicy;
import io.microraft.RaftEndpoint;
import io.microraft.RaftNode;
import io.microraft.exception.RaftException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What clients ask a leader for. */
final class Requests {
  private Requests() {}

  /** Whether a client may have sent it: sessions and the commands in them are numbered from 1. */
  static boolean isPossible(Ask ask) {
    return switch (ask) {
      case Ask.Command(var session, var sequence, var _) -> session >= 1 && sequence >= 1;
      case Ask.Open _, Ask.Query _ -> true;
    };
  }

  /** Has {@code raft} do it, and hands over the outcome when there is one. */
  static CompletableFuture<Outcome> ask(RaftNode raft, Ask ask) {
    CompletableFuture<Ordered<Object>> result =
        switch (ask) {
          case Ask.Query query ->
              raft.query(query, QueryPolicy.LINEARIZABLE, Optional.empty(), Optional.empty());
          case Ask.Open open -> raft.replicate(GroupCodec.encode(open));
          case Ask.Command command -> raft.replicate(GroupCodec.encode(command));
        };
    return result.handle(Requests::outcome);
  }

  private static Outcome outcome(@Nullable Ordered<Object> ordered, @Nullable Throwable failure) {
    if (ordered != null) {
      return (Outcome) ordered.getResult();
    }
    RaftEndpoint leader = failure instanceof RaftException raft ? raft.getLeader() : null;
    return new Outcome.Elsewhere(leader == null ? null : RaftMember.name(leader));
  }
}
