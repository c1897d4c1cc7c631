package dev.faultline.group.raft;

import dev.faultline.group.raft.GroupMessage.Consensus;
import dev.faultline.group.raft.GroupMessage.Reply;
import dev.faultline.group.raft.GroupMessage.Request;

/** Encodes messages as bytes. Thread-safe. */
public final class GroupCodec {
  private GroupCodec() {}

  /** Encodes a message. */
  public static byte[] encode(GroupMessage message) {
    Out out = new Out();
    switch (message) {
      case Consensus(var bytes) -> out.put((byte) 1).put(bytes);
      case Request(var number, var ask) -> {
        out.put((byte) 2).put(number);
        put(out, ask);
      }
      case Reply(var number, var outcome) -> {
        out.put((byte) 3).put(number);
        put(out, outcome);
      }
    }
    return out.bytes();
  }

  /**
   * Decodes a message.
   *
   * @throws IllegalArgumentException if the bytes are not a message
   */
  public static GroupMessage decode(byte[] bytes) {
    return In.read(
        bytes,
        in -> {
          byte kind = in.one();
          return switch (kind) {
            case 1 -> new Consensus(in.bytes());
            case 2 -> new Request(in.big(), ask(in));
            case 3 -> new Reply(in.big(), outcome(in));
            default -> throw new IllegalArgumentException("there is no message of kind " + kind);
          };
        });
  }

  static byte[] encode(Ask ask) {
    Out out = new Out();
    put(out, ask);
    return out.bytes();
  }

  static Ask decodeAsk(byte[] bytes) {
    return In.read(bytes, GroupCodec::ask);
  }

  private static void put(Out out, Ask ask) {
    switch (ask) {
      case Ask.Open(var opening) -> out.put((byte) 4).put(opening);
      case Ask.Command(var session, var sequence, var bytes) ->
          out.put((byte) 2).put(session).put(sequence).put(bytes);
      case Ask.Query(var bytes) -> out.put((byte) 3).put(bytes);
    }
  }

  private static Ask ask(In in) {
    byte kind = in.one();
    return switch (kind) {
      // As logs of before have it.
      case 1 -> new Ask.Open(0);
      case 2 -> new Ask.Command(in.big(), in.big(), in.bytes());
      case 3 -> new Ask.Query(in.bytes());
      case 4 -> new Ask.Open(in.big());
      default -> throw new IllegalArgumentException("nobody asks for " + kind);
    };
  }

  private static void put(Out out, Outcome outcome) {
    switch (outcome) {
      case Outcome.Opened(var session) -> out.put((byte) 1).put(session);
      case Outcome.Done(var answer) -> out.put((byte) 2).put(answer);
      case Outcome.Expired() -> out.put((byte) 3);
      case Outcome.Overtaken() -> out.put((byte) 4);
      case Outcome.Elsewhere(var leader) -> out.put((byte) 5).put(leader);
      case Outcome.Refused(var problem) -> out.put((byte) 6).put(problem);
    }
  }

  private static Outcome outcome(In in) {
    byte kind = in.one();
    return switch (kind) {
      case 1 -> new Outcome.Opened(in.big());
      case 2 -> new Outcome.Done(in.bytes());
      case 3 -> new Outcome.Expired();
      case 4 -> new Outcome.Overtaken();
      case 5 -> new Outcome.Elsewhere(in.text());
      case 6 -> new Outcome.Refused(in.someText());
      default -> throw new IllegalArgumentException("there is no outcome " + kind);
    };
  }
}
