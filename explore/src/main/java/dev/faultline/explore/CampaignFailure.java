package dev.faultline.explore;

/** Faultline itself failed in a world; the message names the seed. */
public final class CampaignFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CampaignFailure(long seed, Throwable cause) {
    super("the world of seed " + seed + ": " + cause, cause);
  }
}
