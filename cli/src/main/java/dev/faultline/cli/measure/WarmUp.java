package dev.faultline.cli.measure;

/**
 * How long a contestant ran before it was measured.
 *
 * @param seconds until its rate was steady, or the time for it was over
 * @param steady whether the rates of the last three windows differed by 5 % at most
 */
public record WarmUp(double seconds, boolean steady) {}
