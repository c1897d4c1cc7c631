package dev.faultline.explore;

/** Faultline itself failed in a world; the message names it. */
public final class CampaignFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** In a world with that name. */
  public CampaignFailure(String world, Throwable cause) {
    super(world + ": " + cause, cause);
  }

  private CampaignFailure(String message) {
    super(message);
  }

  /** One that was thrown in another JVM, with that message. */
  public static CampaignFailure elsewhere(String message) {
    return new CampaignFailure(message);
  }
}
