package dev.faultline.explore;

/** Faultline itself failed in a world, which the message names, or between two worlds. */
public final class CampaignFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A failure in the world with that name. */
  public CampaignFailure(String world, Throwable cause) {
    super(world + ": " + cause, cause);
  }

  private CampaignFailure(Throwable cause, String message) {
    super(message, cause);
  }

  /** What a thread that runs worlds ended with between two of them, as one. */
  static RuntimeException between(Throwable thrown) {
    return switch (thrown) {
      case CampaignFailure failure -> failure;
      case UsageException usage -> usage;
      default -> new CampaignFailure("between two worlds", thrown);
    };
  }

  /**
   * One that was thrown in another JVM.
   *
   * @param stack as that JVM printed it
   */
  public static CampaignFailure elsewhere(String message, String stack) {
    return new CampaignFailure(new Elsewhere(stack), message);
  }

  /** The same where its world turns out to have another name. */
  public CampaignFailure renamed(String was, String is) {
    String message = String.valueOf(getMessage());
    Throwable cause = getCause();
    if (cause == null || was.equals(is) || !message.startsWith(was)) {
      return this;
    }
    CampaignFailure renamed = new CampaignFailure(cause, is + message.substring(was.length()));
    renamed.setStackTrace(getStackTrace());
    return renamed;
  }

  /** Has the stack of another JVM as its text, and none of its own. */
  private static final class Elsewhere extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Elsewhere(String stack) {
      super("in another JVM: " + stack, null, false, false);
    }
  }
}
