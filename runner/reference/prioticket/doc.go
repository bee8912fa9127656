// Package prioticket is the reference target of Prioticket's Distributor API, with a client for each thing that it may say
// to one, and the tables of its deviations and variants.
package prioticket
