/** Groups of processes that tolerate failures of some members: quorum registers, and broadcasts. */
@NullMarked
package dev.faultline.guard.group;

import org.jspecify.annotations.NullMarked;
