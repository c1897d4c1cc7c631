package dev.faultline.link.handshake;

import dev.faultline.link.LinkOptions;
import dev.faultline.link.SessionEnd;
import dev.faultline.link.wire.EndCode;
import org.jspecify.annotations.Nullable;

/**
 * The options that must be the same at both ends of a session. HELLO and WELCOME carry them. If
 * they differ, the session ends, and both sides are told the option and both values.
 */
public record Terms(int packetBytes, int longestMessage, int streams) {
  /** The options, as END names them. */
  private enum Option {
    PACKET_BYTES("packetBytes"),
    LONGEST_MESSAGE("longestMessage"),
    STREAMS("streams");

    private static final Option[] ALL = values();

    private final String text;

    Option(String text) {
      this.text = text;
    }
  }

  public static Terms of(LinkOptions options) {
    return new Terms(options.packetBytes(), options.longestMessage(), options.streams());
  }

  private int value(Option option) {
    return switch (option) {
      case PACKET_BYTES -> packetBytes;
      case LONGEST_MESSAGE -> longestMessage;
      case STREAMS -> streams;
    };
  }

  private @Nullable Option difference(Terms peer) {
    for (Option option : Option.ALL) {
      if (value(option) != peer.value(option)) {
        return option;
      }
    }
    return null;
  }

  /** How these differ from the peer's, in words; null if they do not. */
  public @Nullable String conflict(Terms peer) {
    Option option = difference(peer);
    return option == null ? null : text(option, value(option), peer.value(option));
  }

  /**
   * The body of an END that says how these differ from the peer's, which they do: {@code u8 reason,
   * u8 option, u16 0, u32 what it is here}.
   */
  public long ending(Terms peer) {
    Option option = difference(peer);
    return option == null
        ? EndCode.of(SessionEnd.OPTIONS_DIFFER)
        : EndCode.of(SessionEnd.OPTIONS_DIFFER)
            | option.ordinal() << 8
            | (long) value(option) << 32;
  }

  /** What the body of an END says that the peer sent, in words. */
  public String explain(long ending) {
    int option = (int) (ending >>> 8) & 0xFF;
    return option < Option.ALL.length
        ? text(Option.ALL[option], value(Option.ALL[option]), (int) (ending >>> 32))
        : "an option differs that this version does not know";
  }

  private static String text(Option option, int here, int there) {
    return "%s is %d here and %d at the peer; set both sides to the same"
        .formatted(option.text, here, there);
  }
}
