/** Subscription data of the package that accounts are opened with: one slice, one data network (TS 29.503 clause 6.1.6.2). */
export const basicPackage = {
  name: "basic",
  data: {
    AM: {
      subscribedUeAmbr: { uplink: "100 Mbps", downlink: "200 Mbps" },
      nssai: { defaultSingleNssais: [{ sst: 1 }], singleNssais: [{ sst: 1 }] },
    },
    SMF_SEL: { subscribedSnssaiInfos: { "01": { dnnInfos: [{ dnn: "internet", defaultDnnIndicator: true }] } } },
    SM: {
      smData: [
        {
          singleNssai: { sst: 1 },
          dnnConfigurations: {
            internet: {
              pduSessionTypes: { defaultSessionType: "IPV4", allowedSessionTypes: ["IPV4", "IPV6", "IPV4V6"] },
              sscModes: { defaultSscMode: "SSC_MODE_1", allowedSscModes: ["SSC_MODE_1"] },
              "5gQosProfile": {
                "5qi": 9,
                arp: { priorityLevel: 8, preemptCap: "NOT_PREEMPT", preemptVuln: "PREEMPTABLE" },
              },
              sessionAmbr: { uplink: "100 Mbps", downlink: "200 Mbps" },
            },
          },
        },
      ],
    },
    SMS_SUB: { smsSubscribed: true },
    SMS_MNG: { mtSmsSubscribed: true, moSmsSubscribed: true },
  },
} as const;
