/**
 * What an endpoint makes durable, and when: records, the batches that they are committed in,
 * checkpoints, and what is read back. It knows sessions as {@link
 * dev.faultline.link.journal.Participants}. Not exported.
 */
@NullMarked
package dev.faultline.link.journal;

import org.jspecify.annotations.NullMarked;
